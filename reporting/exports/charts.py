"""A sheet of charts: shares of the period with what they are drawn from, and the referrals' way."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from reporting.documents import Document
from reporting.indicators.base import Kind

if TYPE_CHECKING:
    from reporting.exports.workbook import Book

DARK, PALE = "#14505a", "#b9d4d4"
WAY = ("referrals_received", "referrals_accepted", "cases_opened", "cases_closed", "cases_open_at_end")
LABEL_WIDTH = 68
Rows = list[tuple[str, float]]


def shares_of(document: Document) -> Rows:
    """Every share that is shown, in per cent, in the order of the lines."""
    return [
        (f"{one.number} {label}", float(figure.value))
        for _group, lines in document.groups
        for one, label, figure in lines
        if figure is not None and figure.kind == Kind.SHARE and figure.value
        and not document.shown(one, figure).is_held
    ]  # fmt: skip


def way_of(document: Document) -> Rows:
    """From referral to closure, as far as it is shown."""
    found = {one.key: (label, figure, one) for _group, lines in document.groups for one, label, figure in lines}
    return [
        (label, float(figure.value))
        for key in WAY
        if key in found
        for label, figure, one in [found[key]]
        if figure is not None and figure.value and not document.shown(one, figure).is_held
    ]


def draw_charts(book: "Book") -> None:
    """The sheet: each chart above the numbers it is drawn from."""
    sheet = book.sheet(_("Charts"))
    sheet.set_column(0, 0, LABEL_WIDTH)
    sheet.set_column(1, 1, 12)
    sheet.write_string(0, 0, _("Charts"), book.title)
    row = _chart(book, sheet, 2, _("From referral to closure: referrals and cases"), way_of(book.document), "")
    _chart(book, sheet, row, _("Shares, in per cent"), shares_of(book.document), "%")


def _chart(book: "Book", sheet: Worksheet, row: int, title: str, rows: Rows, unit: str) -> int:
    if not rows:
        return row
    high = 22 * len(rows) + 110
    first = row + high // 20 + 2
    chart = book.file.add_chart({"type": "bar"})
    chart.add_series({
        "name": title,
        "categories": [sheet.get_name(), first, 0, first + len(rows) - 1, 0],
        "values": [sheet.get_name(), first, 1, first + len(rows) - 1, 1],
        "fill": {"color": DARK},
        "gap": 60,
        "data_labels": {"value": True, "num_format": f'0.0"{unit}"' if unit else "#,##0"},
    })  # fmt: skip
    chart.set_title({"name": title, "name_font": {"size": 13, "color": "#212b32"}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "crossing": "max", "num_font": {"size": 9}})
    chart.set_x_axis({
        "name": _("Per cent") if unit else _("Number"),
        "name_font": {"size": 9, "bold": False},
        "min": 0,
        **({"max": 100} if unit else {}),
        "major_gridlines": {"visible": True, "line": {"color": PALE}},
    })  # fmt: skip
    chart.set_plotarea({"layout": {"x": 0.42, "y": 60 / high, "width": 0.5, "height": 1 - 110 / high}})
    chart.set_size({"width": 860, "height": high})
    text = "; ".join(f"{label}: {number:g}{unit}" for label, number in rows)
    sheet.insert_chart(row, 0, chart, {"description": f"{title}. {text}"[:1000], "object_position": 2})
    for place, (label, number) in enumerate(rows):
        sheet.write_string(first + place, 0, label, book.plain)
        sheet.write_number(first + place, 1, number, book.percent if unit else book.whole)
    return first + len(rows) + 2
