"""Papers as PDF/UA-1: tagged, readable by a screen reader, drawn by Typst from data and a template.

What people wrote is handed over as data and set as text; nothing in it can be read as markup.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

PAPERS = Path(settings.BASE_DIR) / "templates" / "papers"


def paper(template: str, data: dict[str, Any], *, made_at: datetime) -> bytes:
    """The PDF of ``templates/papers/<template>.typ`` filled with ``data``.

    ``made_at`` stands in the file's own date: the same data at the same time give the same bytes.
    """
    return typst.compile(
        str(PAPERS / f"{template}.typ"),
        root=str(PAPERS),
        format="pdf",
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=int(made_at.timestamp()),
    )
