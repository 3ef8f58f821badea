"""The return as an Excel workbook: a sheet to read, charts, a sheet for machines, and the definitions."""

import re
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reporting import telling
from reporting.documents import Document
from reporting.exports.charts import draw_charts
from reporting.exports.progress import Part, Progress
from reporting.exports.sheets import table_of
from reporting.figures import Figure
from reporting.indicators.base import Indicator, Kind
from reporting.publishing.showing import HELD, Shown
from reporting.reading.definitions import described
from reporting.tables import COLUMNS

PETROL = "#0b5563"
READING_WIDTHS = (7, 58, 13, 14, 18, 10, 14, 14)
DEFINITION_WIDTHS = (7, 34, 17, 74)
WIDEST = {"label": 80, "note": 40}
"""Characters that a column of the machines' sheet has at most, where not 44."""
NUMERIC = {"numerator", "denominator", "value", "low", "high", "unknown"}
DAYS = {"first_day", "last_day"}
A4 = 9
AMOUNT = re.compile("(?P<minus>[-\N{MINUS SIGN}]?)(?P<pounds>£?)(?P<digits>[0-9,]+)")
"""A whole number, or pounds, as :mod:`reporting.telling` writes them."""


class Book:
    """A workbook being written, with its few formats."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.buffer = BytesIO()
        self.file = Workbook(self.buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        self.file.set_properties({
            "title": f"{document.service}, {document.period.label}",
            "comments": document.state_words,
            "created": document.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0),
        })  # fmt: skip
        make = self.file.add_format
        self.title = make({"bold": True, "font_size": 16})
        self.plain = make({"valign": "top"})
        self.wrapped = make({"valign": "top", "text_wrap": True})
        self.quiet = make({"font_color": "#4c6272", "text_wrap": True, "valign": "top"})
        self.head = make({"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"})
        self.head_right = make({"bold": True, "bottom": 2, "align": "right", "text_wrap": True, "valign": "bottom"})
        self.group = make({"bold": True, "font_size": 13, "font_color": PETROL, "top": 1})
        self.indented = make({"valign": "top", "align": "left", "indent": 1})
        self.head_after = make({"bold": True, "bottom": 2, "valign": "bottom", "align": "left", "indent": 1})
        self.after_numbers = {
            "unit": self.indented,
            "note": make({"valign": "top", "align": "left", "indent": 1, "text_wrap": True}),
        }
        rule, pale = {"top": 1, "top_color": "#b9b4aa"}, {"font_color": "#6b7a83"}
        wrap = {"valign": "top", "text_wrap": True}
        bold = make({**wrap, **rule, "bold": True})
        self.first_part = (bold, make({**wrap, **rule}))
        self.other_part = (make({**wrap, **pale}), self.wrapped)
        self.right = make({"align": "right", "valign": "top"})
        self.day = make({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
        self.whole = make({"num_format": "#,##0", "valign": "top"})
        self.percent = make({"num_format": '0.0"%"', "valign": "top"})
        self.pounds = make({"num_format": "£#,##0", "valign": "top"})

    def sheet(self, name: str, *, landscape: bool = False) -> Worksheet:
        """A sheet set up for printing on A4, marked for whom it is."""
        sheet = self.file.add_worksheet(name)
        sheet.set_paper(A4)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        whose = _("For everybody") if self.document.is_published else _("Internal, not for release")
        name = f"{self.document.service}, {self.document.period.label}, {self.document.state}"
        name = name.replace("&", "&&")  # alone it begins a code
        sheet.set_footer(f"&L{name}&C{whose}&R&P / &N")
        return sheet

    def finish(self) -> bytes:
        """The file's bytes."""
        self.file.close()
        return self.buffer.getvalue()


def as_xlsx(document: Document, told: Progress) -> bytes:
    """The workbook. The same document gives the same bytes."""
    book = Book(document)
    for write in (_reading, draw_charts, _machine, _definitions):
        told(Part.SHEETS)
        write(book)
    return book.finish()


def _reading(book: Book) -> None:
    sheet, document = book.sheet(_("Return")), book.document
    heads = [_("No."), _("Line"), _("n/N"), _("Value"), _("95% interval"), _("Unknown")]
    if document.to_date:
        heads += [_("Year to date, n/N"), _("Year to date")]
    for column, width in enumerate(READING_WIDTHS[: len(heads)]):
        sheet.set_column(column, column, width)
    last = len(heads) - 1
    sheet.write_string(0, 0, f"{document.service}: {document.period.label}", book.title)
    sheet.merge_range(1, 0, 1, last, "", book.quiet)
    sheet.write_string(1, 0, f"{_audience(document)} {document.state_words}", book.quiet)
    sheet.set_row(1, 32)
    for column, text in enumerate(heads):
        sheet.write_string(3, column, text, book.head if column < 2 else book.head_right)
    sheet.freeze_panes(4, 2)
    sheet.repeat_rows(3)
    row = 4
    for group, lines in document.groups:
        sheet.write_string(row, 0, str(group.title), book.group)
        for column in range(1, last + 1):
            sheet.write_blank(row, column, None, book.group)
        sheet.set_row(row, 21)
        row += 1
        for indicator, label, figure in lines:
            row = _reading_line(book, sheet, row, indicator, label, figure)
            row = _line_commentary(book, sheet, row, document.commentary.get(indicator.key, ""), last)
        row = _commentary(book, sheet, row, document.commentary.get(group.key, ""), last)
    sheet.print_area(0, 0, row, last)


def _audience(document: Document) -> str:
    if document.is_published:
        return _("For everybody. [c]: held back, because it is small or would give a small number away.")
    return _("Internal: small numbers are shown.")


def _reading_line(
    book: Book, sheet: Worksheet, row: int, indicator: Indicator, label: str, figure: Figure | None
) -> int:
    sheet.write_string(row, 0, indicator.number, book.plain)
    sheet.write_string(row, 1, label, book.wrapped)
    if figure is None:
        sheet.write_string(row, 3, _("whole years only"), book.right)
        return row + 1
    seen, to_date = book.document.shown(indicator, figure), book.document.shown_to_date(indicator)
    _of(book, sheet, row, 2, seen)
    _value(book, sheet, row, 3, figure, seen)
    sheet.write_string(row, 4, seen.interval, book.right)
    _count(book, sheet, row, 5, seen.unknown)
    longer = book.document.to_date.get(indicator.key)
    if to_date and longer:
        _of(book, sheet, row, 6, to_date)
        _value(book, sheet, row, 7, longer, to_date)
    row += 1
    of_year = {band: count for band, _name, count in to_date.bands} if to_date else {}
    for band, name, count in seen.bands:
        sheet.write_string(row, 1, f"    {name}", book.quiet)
        _count(book, sheet, row, 3, count)
        _count(book, sheet, row, 7, of_year.get(band))
        row += 1
    if not seen.is_held:
        for name, text in telling.sum_of_cost(figure.cost):
            row = _part(book, sheet, row, name, text)
    return row


def _value(book: Book, sheet: Worksheet, row: int, column: int, figure: Figure, seen: Shown) -> None:
    formats: dict[str, Format] = {Kind.SHARE: book.percent, Kind.RATE: book.percent, Kind.COST: book.pounds}
    if not seen.value or seen.is_held or figure.kind == Kind.MEDIAN:
        sheet.write_string(row, column, seen.words, book.right)
    else:
        sheet.write_number(row, column, float(seen.value), formats.get(figure.kind, book.whole))


def _of(book: Book, sheet: Worksheet, row: int, column: int, seen: Shown) -> None:
    """n of N in words; of a median how many there were, which is a number."""
    if isinstance(seen.denominator, int) and "/" not in seen.of and seen.of not in ("", HELD):
        sheet.write_number(row, column, seen.denominator, book.whole)
    else:
        sheet.write_string(row, column, seen.of, book.right)


def _count(book: Book, sheet: Worksheet, row: int, column: int, count: int | str | None) -> None:
    if isinstance(count, str):
        sheet.write_string(row, column, count, book.right)
    elif count is not None:
        sheet.write_number(row, column, count, book.whole)


def _part(book: Book, sheet: Worksheet, row: int, name: str, text: str) -> int:
    sheet.write_string(row, 1, f"    {name}", book.quiet)
    if amount := AMOUNT.fullmatch(text):
        number = int(amount["digits"].replace(",", ""))
        sheet.write_number(
            row, 3, -number if amount["minus"] else number, book.pounds if amount["pounds"] else book.whole
        )
    else:
        sheet.write_string(row, 3, text, book.right)
    return row + 1


def _commentary(book: Book, sheet: Worksheet, row: int, text: str, last: int) -> int:
    if text:
        sheet.merge_range(row, 0, row, last, "", book.wrapped)
        sheet.write_string(row, 0, f"{_('Commentary')}: {text}", book.wrapped)
        sheet.set_row(row, 15 * (2 + text.count("\n") + len(text) // 110))
        row += 1
    return row + 1


def _line_commentary(book: Book, sheet: Worksheet, row: int, text: str, last: int) -> int:
    """What was written about one line, below it; no row where nothing was."""
    return _commentary(book, sheet, row, text, last) - 1 if text else row


def _machine(book: Book) -> None:
    sheet = book.sheet(_("Data"), landscape=True)
    rows = table_of(book.document)
    for column, name in enumerate(COLUMNS):
        after = book.head_after if name in book.after_numbers else book.head
        sheet.write_string(0, column, name, book.head_right if name in NUMERIC else after)
        longest = max(len(name) + 2, *(len(str(row.get(name) or "")) for row in rows))
        sheet.set_column(column, column, min(WIDEST.get(name, 44), longest))
        for number, row in enumerate(rows, start=1):
            _cell(book, sheet, number, column, name, row.get(name))
    for number, row in enumerate(rows, start=1):
        sheet.set_row(number, 15 * _lines(str(row.get("note") or ""), WIDEST["note"] - 4))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, len(rows), len(COLUMNS) - 1)
    sheet.print_area(0, 0, len(rows), len(COLUMNS) - 1)


def _cell(book: Book, sheet: Worksheet, row: int, column: int, name: str, value: Any) -> None:
    if value is None or value == "":
        return
    if name in NUMERIC and value != HELD:
        sheet.write_number(row, column, float(value), book.plain)
    elif name in NUMERIC:
        sheet.write_string(row, column, HELD, book.right)
    elif name in DAYS:
        sheet.write_datetime(row, column, datetime.fromisoformat(str(value)), book.day)
    else:
        sheet.write_string(row, column, str(value), book.after_numbers.get(name, book.plain))


def _definitions(book: Book) -> None:
    """A row for each part of a definition: it stays readable on A4."""
    sheet, words = book.sheet(_("Definitions")), book.document.words
    for column, (text, width) in enumerate(
        zip((_("No."), _("Line"), _("Part"), _("Meaning")), DEFINITION_WIDTHS, strict=True)
    ):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, text, book.head)
    row = 1
    for _group, lines in book.document.groups:
        for indicator, label, _figure in lines:
            row = _definition(book, sheet, row, (indicator.number, label), described(indicator, words))
    sheet.freeze_panes(1, 2)
    sheet.repeat_rows(0)


def _definition(book: Book, sheet: Worksheet, row: int, named: tuple[str, str], parts: list[tuple[str, str]]) -> int:
    """One line's parts, under a rule; its number stands in each of its rows, for the filter."""
    for place, (heading, text) in enumerate(parts):
        formats = book.first_part if place == 0 else book.other_part
        sheet.write_string(row, 0, named[0], formats[0])
        sheet.write_string(row, 1, named[1] if place == 0 else "", formats[0])
        sheet.write_string(row, 2, heading, formats[1])
        sheet.write_string(row, 3, text, formats[1])
        needed = max(_lines(text, DEFINITION_WIDTHS[3]), _lines(named[1], DEFINITION_WIDTHS[1]) if place == 0 else 1)
        sheet.set_row(row, 15 * needed + 2)
        row += 1
    return row


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of that width, rather one too many."""
    return max(1, -(-len(text) // width))
