"""What is told to others."""

from reporting.models.exports import Export, ExportFile, ExportProgress
from reporting.models.local import LocalBirths
from reporting.models.returns import Release, Return, ReturnLine, ReturnRow, ReturnVersion
from reporting.models.signatures import FirstSignature

__all__ = [
    "Export", "ExportFile", "ExportProgress", "FirstSignature", "LocalBirths", "Release", "Return", "ReturnLine",
    "ReturnRow", "ReturnVersion",
]  # fmt: skip
