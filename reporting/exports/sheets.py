"""The tidy table as CSV."""

import csv
from io import StringIO

from reporting.documents import Document
from reporting.tables import COLUMNS, rows_of_table
from ui.cells import harmless

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""With it spreadsheet programs read the file as UTF-8."""


def as_csv(document: Document) -> bytes:
    """One row for each figure, UTF-8, the columns of ``reporting.tables``."""
    written = StringIO()
    writer = csv.DictWriter(written, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in table_of(document):
        writer.writerow({name: harmless(value) for name, value in row.items()})
    return (BYTE_ORDER_MARK + written.getvalue()).encode()


def table_of(document: Document) -> list[dict[str, object]]:
    """The document as tidy rows."""
    return list(
        rows_of_table(service=document.slug, period=document.period, state=document.state, groups=document.groups)
    )
