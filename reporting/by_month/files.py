"""The table as files: CSV as it is read, CSV with a row for each cell, JSON, Excel. Internal: every cell is shown."""

import csv
import json
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO, StringIO
from typing import Any

from attrs import frozen
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from reporting.by_month.table import Table
from reporting.exports.sheets import BYTE_ORDER_MARK
from ui.cells import harmless

TOTAL = "total"
TIDY = (
    "service",
    "measure",
    "audience",
    "first_day",
    "last_day",
    "month",
    "outcome",
    "label",
    "count",
    "of",
    "percent",
)
INTERNAL = "internal"
PETROL = "#0b5563"
A4 = 9


@frozen
class Format:
    """One kind of file."""

    name: str
    ending: str
    content_type: str
    write: Callable[[Table], bytes]


def wide_rows(table: Table) -> Iterator[list[object]]:
    """A heading, a row for each month and one of totals: outcomes, total, percentages with one decimal."""
    shares = [f"{share.label} %" for share in table.shares]
    yield ["month", *(column.label for column in table.columns), TOTAL, *shares]
    for month in (*table.months, None):
        counts = [table.count(month, column.key) for column in table.columns]
        percents = [part.percent for part in table.parts(month)]
        yield [_month(month), *counts, table.count(month), *percents]


def tidy_rows(table: Table) -> Iterator[dict[str, object]]:
    """A row for each cell, totals included; ``percent`` is of the month's total."""
    head = {
        "service": table.slug,
        "measure": table.measure,
        "audience": INTERNAL,
        "first_day": table.first.isoformat(),
        "last_day": table.last.isoformat(),
    }
    for month in (*table.months, None):
        row = {**head, "month": _month(month), "of": table.count(month)}
        for column in table.columns:
            yield {**row, "outcome": column.key, "label": column.label, "count": table.count(month, column.key)}
        for part in table.parts(month):
            key, label = f"share:{part.share.key}", part.share.label
            yield {**row, "outcome": key, "label": label, "count": part.numerator, "percent": part.percent}
        yield {**row, "outcome": TOTAL, "label": TOTAL, "count": table.count(month)}


def as_csv(table: Table) -> str:
    """The table as it is read."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerows([harmless(cell) for cell in row] for row in wide_rows(table))
    return written.getvalue()


def as_tidy(table: Table) -> str:
    """One row for each cell, for programs."""
    written = StringIO()
    writer = csv.DictWriter(written, TIDY, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: harmless(value) for name, value in row.items()} for row in tidy_rows(table))
    return written.getvalue()


def as_json(table: Table) -> str:
    """The rows of :func:`as_tidy` as JSON."""
    return json.dumps(list(tidy_rows(table)), indent=1, ensure_ascii=False) + "\n"


def as_text(table: Table) -> str:
    """The table for a screen."""
    rows = [[str(cell) for cell in row] for row in wide_rows(table)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = (
        "  ".join(cell.ljust(width) if not place else cell.rjust(width)
                  for place, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    )  # fmt: skip
    title = f"{table.service}, {table.measure}, {table.first} to {table.last}: internal"
    return "\n".join((title, "", *lines, ""))


def as_xlsx(table: Table) -> bytes:
    """A sheet to read and one for programs. The same table gives the same bytes but for the day it is made."""
    buffer = BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": _title(table), "comments": _("Internal: small numbers are shown.")})
    _reading(book, _sheet(book, table, _("By month")), table)
    _machine(book, _sheet(book, table, _("Data")), table)
    book.close()
    return buffer.getvalue()


def _reading(book: Workbook, sheet: Worksheet, table: Table) -> None:
    head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom", "align": "right"})
    first = book.add_format({"bold": True, "bottom": 2, "valign": "bottom"})
    sheet.write_string(0, 0, _title(table), book.add_format({"bold": True, "font_size": 16, "font_color": PETROL}))
    sheet.write_string(1, 0, _("Internal: small numbers are shown."), book.add_format({"font_color": "#4c6272"}))
    heading, *rows = wide_rows(table)
    for column, text in enumerate(heading):
        sheet.write_string(3, column, str(text), head if column else first)
    sheet.set_column(0, 0, 13)
    sheet.set_column(1, len(heading) - 1, 13)
    for row, cells in enumerate(rows, start=4):
        _reading_row(book, sheet, row, cells, len(table.shares), last=row == 3 + len(rows))
    sheet.freeze_panes(4, 1)
    sheet.repeat_rows(3)
    sheet.print_area(0, 0, 3 + len(rows), len(heading) - 1)


def _reading_row(book: Workbook, sheet: Worksheet, row: int, cells: list[object], shares: int, *, last: bool) -> None:
    look = {"bold": True, "top": 1} if last else {}
    plain = book.add_format(look)
    whole = book.add_format({**look, "num_format": "#,##0"})
    percent = book.add_format({**look, "num_format": "0.0"})
    sheet.write_string(row, 0, str(cells[0]), plain)
    for column, cell in enumerate(cells[1:], start=1):
        if cell == "":
            sheet.write_string(row, column, "–", plain)
        else:
            is_share = column >= len(cells) - shares
            sheet.write_number(row, column, float(str(cell)), percent if is_share else whole)


def _machine(book: Workbook, sheet: Worksheet, table: Table) -> None:
    head = book.add_format({"bold": True, "bottom": 2})
    rows = list(tidy_rows(table))
    for column, name in enumerate(TIDY):
        sheet.write_string(0, column, name, head)
        sheet.set_column(column, column, min(32, max(len(name), *(len(str(row.get(name, ""))) for row in rows)) + 2))
        for number, row in enumerate(rows, start=1):
            _cell(sheet, number, column, row.get(name, ""), is_number=name in ("count", "of", "percent"))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, len(rows), len(TIDY) - 1)


def _cell(sheet: Worksheet, row: int, column: int, value: Any, *, is_number: bool) -> None:
    if value == "":
        return
    if is_number:
        sheet.write_number(row, column, float(value))
    else:
        sheet.write_string(row, column, str(value))


def _sheet(book: Workbook, table: Table, name: str) -> Worksheet:
    sheet = book.add_worksheet(name)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{table.service}, {table.measure}&C{_('Internal, not for release')}&R&P / &N")
    return sheet


def _title(table: Table) -> str:
    return f"{table.service}: {table.measure}, {table.first.isoformat()} to {table.last.isoformat()}"


def _month(month: date | None) -> str:
    return f"{month:%Y-%m}" if month else TOTAL


def _encoded(write: Callable[[Table], str]) -> Callable[[Table], bytes]:
    return lambda table: (BYTE_ORDER_MARK + write(table)).encode()


FILES = {
    one.name: one
    for one in (
        Format("excel", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
        Format("table", "csv", "text/csv; charset=utf-8", _encoded(as_csv)),
        Format("rows", "csv", "text/csv; charset=utf-8", _encoded(as_tidy)),
    )
}
"""The downloads of the page, by name."""

PRINTED: dict[str, Callable[[Table], str]] = {"text": as_text, "csv": as_csv, "tidy": as_tidy, "json": as_json}
"""What the command prints, by format."""
