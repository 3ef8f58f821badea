"""The table as files: CSV as it is read or a row for each cell, JSON, Excel, PDF. Internal: every cell is shown."""

import csv
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from io import BytesIO, StringIO
from textwrap import wrap
from typing import Any

from attrs import frozen
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format as CellFormat
from xlsxwriter.worksheet import Worksheet

from reporting.by_month.chart import draw_months
from reporting.by_month.counting import Measure
from reporting.by_month.paper import as_pdf
from reporting.by_month.table import Table
from reporting.exports.sheets import BYTE_ORDER_MARK
from reporting.models import Export
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
NUMERIC, DAYS = {"count", "of", "percent"}, {"first_day", "last_day"}
INTERNAL = "internal"
PETROL = "#0b5563"
A4, COLUMN_WIDTH = 9, 13
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
PDF = "application/pdf"


@frozen
class Format:
    """One kind of file, and what an export calls it."""

    name: str
    what: str
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
    """A sheet to read, with a chart, and one for programs. The same table gives the same bytes."""
    buffer = BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": _title(table), "comments": _("Internal: small numbers are shown."),
                         "created": datetime.combine(table.last, time.min)})  # fmt: skip
    _reading(book, _sheet(book, table, _("By month")), table)
    _machine(book, _sheet(book, table, _("Data")), table)
    book.close()
    return buffer.getvalue()


def as_paper(table: Table) -> bytes:
    """The table as PDF/UA."""
    return as_pdf(table, _title(table), _("Internal: small numbers are shown."))


def _reading(book: Workbook, sheet: Worksheet, table: Table) -> None:
    head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom", "align": "right"})
    first = book.add_format({"bold": True, "bottom": 2, "valign": "bottom"})
    sheet.write_string(0, 0, _title(table), book.add_format({"bold": True, "font_size": 16, "font_color": PETROL}))
    sheet.write_string(1, 0, _("Internal: small numbers are shown."), book.add_format({"font_color": "#4c6272"}))
    columns = [column.label for column in table.columns]
    heading = [_("Month"), *columns, _("Total"), *(f"{share.label} %" for share in table.shares)]
    for column, text in enumerate(heading):
        sheet.write_string(3, column, text, head if column else first)
    sheet.set_column(0, len(heading) - 1, COLUMN_WIDTH)
    sheet.set_row(3, 15 * max(len(wrap(text, COLUMN_WIDTH - 2)) for text in heading) + 2)
    last = 4 + len(table.months)
    for row, month in enumerate((*table.months, None), start=4):
        _reading_row(book, sheet, row, month, table)
    sheet.freeze_panes(4, 1)
    sheet.repeat_rows(3)
    below = draw_months(book, sheet, table, last)
    sheet.print_area(0, 0, below, len(heading) - 1)


def _reading_row(book: Workbook, sheet: Worksheet, row: int, month: date | None, table: Table) -> None:
    look = {} if month else {"bold": True, "top": 1}
    if month:
        sheet.write_datetime(
            row, 0, datetime.combine(month, time.min), book.add_format({"num_format": "mmm yyyy", "align": "left"})
        )
    else:
        sheet.write_string(row, 0, _("Total"), book.add_format(look))
    whole = book.add_format({**look, "num_format": "#,##0"})
    counts = [*(table.count(month, column.key) for column in table.columns), table.count(month)]
    for column, count in enumerate(counts, start=1):
        sheet.write_number(row, column, count, whole)
    for column, part in enumerate(table.parts(month), start=len(counts) + 1):
        if part.percent:
            sheet.write_number(row, column, float(part.percent), book.add_format({**look, "num_format": "0.0"}))
        else:
            sheet.write_string(row, column, "–", book.add_format({**look, "align": "right"}))


def _machine(book: Workbook, sheet: Worksheet, table: Table) -> None:
    head, right = ({"bold": True, "bottom": 2, **more} for more in ({}, {"align": "right"}))
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    rows = list(tidy_rows(table))
    for column, name in enumerate(TIDY):
        sheet.write_string(0, column, name, book.add_format(right if name in NUMERIC else head))
        sheet.set_column(column, column, min(32, max(len(name), *(len(str(row.get(name, ""))) for row in rows)) + 2))
        for number, row in enumerate(rows, start=1):
            _cell(sheet, number, column, name, row.get(name, ""), day)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, len(rows), len(TIDY) - 1)


def _cell(sheet: Worksheet, row: int, column: int, name: str, value: Any, day: CellFormat) -> None:
    if value == "":
        return
    if name in NUMERIC:
        sheet.write_number(row, column, float(value))
    elif name in DAYS:
        sheet.write_datetime(row, column, datetime.fromisoformat(value), day)
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
    first, last = (date_format(day, "j F Y") for day in (table.first, table.last))
    names = {Measure.CONTACTS: _("Contacts"), Measure.REFERRALS: _("Referrals")}
    words = {"service": table.service, "what": names[Measure(table.measure)], "first": first, "last": last}
    return _("%(service)s: %(what)s by outcome and month, %(first)s to %(last)s") % words


def _month(month: date | None) -> str:
    return f"{month:%Y-%m}" if month else TOTAL


def _encoded(write: Callable[[Table], str]) -> Callable[[Table], bytes]:
    return lambda table: (BYTE_ORDER_MARK + write(table)).encode()


FILES = {
    one.name: one
    for one in (
        Format("excel", Export.What.MONTHS, "xlsx", EXCEL, as_xlsx),
        Format("pdf", Export.What.MONTHS, "pdf", PDF, as_paper),
        Format("table", Export.What.MONTHS, "csv", CSV, _encoded(as_csv)),
        Format("rows", Export.What.CELLS, "csv", CSV, _encoded(as_tidy)),
    )
}
"""The downloads of the page, by name."""

PRINTED: dict[str, Callable[[Table], str]] = {"text": as_text, "csv": as_csv, "tidy": as_tidy, "json": as_json}
"""What the command prints, by format."""
