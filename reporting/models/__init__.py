"""What is told to others."""

from reporting.models.local import LocalBirths
from reporting.models.returns import Return, ReturnLine, ReturnRow, ReturnVersion

__all__ = ["LocalBirths", "Return", "ReturnLine", "ReturnRow", "ReturnVersion"]
