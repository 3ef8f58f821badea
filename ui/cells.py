"""Cells of files that people open in a spreadsheet."""

import re
from unicodedata import normalize

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\N{MINUS SIGN}")
"""What a spreadsheet may take for the beginning of a formula, also where it is written full-width."""
PASSED_OVER = (
    " \t\r\n\v\f\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NON-JOINER}"
    "\N{ZERO WIDTH JOINER}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}"
)
"""Spaces and signs without a shape, which programs leave out before they look."""
NUMBER = re.compile(r"[-\N{MINUS SIGN}]?\d[\d,]*(\.\d+)?", re.ASCII)


def harmless(value: object) -> object:
    """Text that a spreadsheet would run is led by an apostrophe; a negative number stays a number."""
    if not isinstance(value, str) or NUMBER.fullmatch(value):
        return value
    first = normalize("NFKC", value.lstrip(PASSED_OVER)[:1])
    return f"'{value}" if value.startswith(FORMULA_STARTS) or first in FORMULA_STARTS else value
