"""The tidy table as CSV."""

import csv
from io import StringIO
from typing import Any

from reporting.documents import Document
from reporting.exports.progress import Part, Progress
from reporting.periods import year_to_date
from reporting.tables import COLUMNS, rows_of_table
from ui.cells import harmless

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""With it spreadsheet programs read the file as UTF-8."""


def as_csv(document: Document, told: Progress) -> bytes:
    """One row for each figure, UTF-8, the columns of ``reporting.tables``."""
    told(Part.TABLE)
    written = StringIO()
    writer = csv.DictWriter(written, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in table_of(document):
        writer.writerow({name: harmless(value) for name, value in row.items()})
    return (BYTE_ORDER_MARK + written.getvalue()).encode()


def table_of(document: Document) -> list[dict[str, object]]:
    """The document as tidy rows, those of the year to date behind."""
    named: dict[str, Any] = {"service": document.slug, "state": document.state, "audience": document.audience}
    rows = list(rows_of_table(period=document.period, groups=document.groups, held=document.held, **named))
    if document.to_date:
        groups = [
            (group, [(one, label, document.to_date.get(one.key)) for one, label, _figure in lines])
            for group, lines in document.groups
        ]
        period = year_to_date(document.period)
        rows += rows_of_table(period=period, groups=groups, held=document.held_to_date, **named)
    return rows
