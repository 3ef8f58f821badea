"""What is told to others."""

from reporting.models.exports import Export, ExportFile
from reporting.models.local import LocalBirths
from reporting.models.returns import Release, Return, ReturnLine, ReturnRow, ReturnVersion

__all__ = ["Export", "ExportFile", "LocalBirths", "Release", "Return", "ReturnLine", "ReturnRow", "ReturnVersion"]
