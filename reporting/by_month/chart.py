"""The months of a table as bars, below it."""

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from reporting.by_month.table import Table

SHADES = ("#14505a", "#7fb0b3", "#3d3a36", "#c9b27c", "#8a4b3a", "#b9b4aa", "#4f6f9f", "#d9d4c7")
"""Light and dark in turn, so that neighbours are told apart in print as well."""
FEWEST_MONTHS, HIGH, ROW = 2, 340, 20


def draw_months(book: Workbook, sheet: Worksheet, table: Table, last: int) -> int:
    """Stacked bars of the outcomes under the table, whose totals stand in row ``last``; the last row used."""
    if len(table.months) < FEWEST_MONTHS or not table.total:
        return last
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    for place, column in enumerate(table.columns, start=1):
        chart.add_series({
            "name": column.label,
            "categories": [sheet.get_name(), 4, 0, last - 1, 0],
            "values": [sheet.get_name(), 4, place, last - 1, place],
            "fill": {"color": SHADES[(place - 1) % len(SHADES)]},
            "border": {"color": "#ffffff", "width": 0.5},
            "gap": 60,
        })  # fmt: skip
    chart.set_x_axis({"name": _("Month"), "text_axis": True, "num_format": "mmm yyyy", "name_font": {"bold": False}})
    chart.set_y_axis(
        {
            "name": _("Number"),
            "min": 0,
            "name_font": {"bold": False},
            "major_gridlines": {"visible": True, "line": {"color": "#d9d4c7"}},
        }
    )
    chart.set_title({"none": True})
    chart.set_legend({"position": "right"})
    chart.set_size({"width": 96 * min(11, len(table.columns) + 2), "height": HIGH})
    told = "; ".join(f"{month:%Y-%m}: {table.count(month)}" for month in table.months)
    words = _("Number in each month, by outcome: the numbers stand in the table above.")
    sheet.insert_chart(last + 2, 0, chart, {"description": f"{words} {told}"[:1000], "object_position": 2})
    return last + 2 + HIGH // ROW
