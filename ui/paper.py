"""Papers as PDF/UA-1: tagged, readable by a screen reader, drawn by Typst from data and a template.

What people wrote is handed over as data and set as text; nothing in it can be read as markup.
"""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import category

import typst
from django.conf import settings
from django.utils.translation import gettext as _

from ui.signs import without_controls

PAPERS = Path(settings.BASE_DIR) / "templates" / "papers"
FIRST_IN_DOUBT = "\N{LATIN SMALL LETTER TURNED A}"
"""Every printable letter of Latin before it is in the fonts."""
NOT_PRINTED = "\N{WHITE VERTICAL RECTANGLE}"
INVISIBLE = {"Cc", "Cf", "Mn"}
"""Controls, joiners and marks: they have no shape of their own, or that of the sign before them."""
PROBE = b'#set document(title: "-")\n#set text(font: "Libertinus Serif", lang: "en")\na#sys.inputs.sign;b'


def paper(template: str, data: dict[str, Any], *, made_at: datetime) -> bytes:
    """The PDF of ``templates/papers/<template>.typ`` filled with ``data``, which has a ``footer``.

    ``made_at`` stands in the file's own date: the same data at the same time give the same bytes. A sign that no
    font of ours has, such as an emoji, stands as a box, and the footer says so.
    """
    shown = _printable(without_controls(data))
    if NOT_PRINTED in json.dumps(shown, ensure_ascii=False):
        note = _("%(box)s: a sign that cannot be printed; it stands in the record") % {"box": NOT_PRINTED}
        shown["footer"] = f"{shown['footer']} · {note}"
    return typst.compile(
        str(PAPERS / f"{template}.typ"),
        root=str(PAPERS),
        format="pdf",
        sys_inputs={"data": json.dumps(shown)},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=int(made_at.timestamp()),
    )


def _printable(value: Any) -> Any:
    """The data with a box for every sign that cannot be printed, several in a row as one."""
    if isinstance(value, dict):
        return {name: _printable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(one) for one in value]
    if not isinstance(value, str) or all(" " <= sign <= "~" for sign in value):
        return value
    return _text(value)


def _text(text: str) -> str:
    shown: list[str] = []
    for sign in text:
        belongs_before = category(sign) in INVISIBLE
        if belongs_before and shown[-1:] == [NOT_PRINTED]:
            continue
        if _is_printable(sign):
            shown.append(sign)
        elif not belongs_before and shown[-1:] != [NOT_PRINTED]:
            shown.append(NOT_PRINTED)
    return "".join(shown)


def _is_printable(sign: str) -> bool:
    """Letters of Latin and what lays out lines are; of any other sign the fonts are asked."""
    if sign < FIRST_IN_DOUBT:
        return sign.isprintable() or sign in "\t\n\r\N{NO-BREAK SPACE}"
    return _is_in_a_font(sign)


@cache
def _is_in_a_font(sign: str) -> bool:
    """Whether a paper with this one sign can be drawn; some milliseconds, once for each sign."""
    try:
        typst.compile(PROBE, format="pdf", sys_inputs={"sign": sign}, pdf_standards=["ua-1"], ignore_system_fonts=True)
    except typst.TypstError:
        return False
    return True
