"""Signs that no file can hold, taken out of data on its way to paper."""

import re
from typing import Any

BREAKS = re.compile("[\x0b\x0c]")
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\ufeff\ufffe\uffff]")
"""What XML and PDF/UA forbid; a vertical tab, which word processors paste, breaks the line."""


def without_controls(value: Any) -> Any:
    """Texts, and lists and mappings of them, without control signs."""
    if isinstance(value, dict):
        return {name: without_controls(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [without_controls(one) for one in value]
    return CONTROLS.sub("", BREAKS.sub("\n", value)) if isinstance(value, str) else value
