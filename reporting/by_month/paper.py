"""The table of months as PDF/UA: the table, and bars with words for those who do not see them."""

from datetime import date, datetime, time
from html import escape

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reporting import telling
from reporting.by_month.chart import FEWEST_MONTHS, SHADES
from reporting.by_month.table import Table
from ui.paper import paper

MOST_BARS = 24
"""More months than these are a table alone: their bars would fill pages."""
WIDE, LEFT, BAR, ROW, LEGEND_ROW, A_LETTER = 1000, 90, 820, 24, 20, 6.2
"""Measures of the drawing, in its own units; a letter is about so wide."""
FONT = 'font-family="Libertinus Serif" font-size="13" fill="#212b32"'


def as_pdf(table: Table, title: str, audience: str) -> bytes:
    """The paper. The same table gives the same bytes."""
    data = {
        "lang": "en",
        "title": title,
        "service": table.service,
        "audience": audience,
        "footer": f"{title}. {_('Internal, not for release')}",
        "heads": [
            _("Month"),
            *(one.label for one in table.columns),
            _("Total"),
            *(f"{one.label} %" for one in table.shares),
        ],
        "rows": [_row(table, month) for month in (*table.months, None)],
        "chart": _chart(table),
    }
    return paper("months", data, made_at=timezone.make_aware(datetime.combine(table.last, time.min)))


def _row(table: Table, month: date | None) -> list[str]:
    counts = [*(table.count(month, one.key) for one in table.columns), table.count(month)]
    name = date_format(month, "M Y") if month else _("Total")
    return [name, *(telling.thousands(count) for count in counts), *(one.percent or "–" for one in table.parts(month))]


def _chart(table: Table) -> dict[str, str] | None:
    """A bar for each month, stacked by outcome, under their legend."""
    months = table.months
    if not table.total or not FEWEST_MONTHS <= len(months) <= MOST_BARS:
        return None
    legend, top = _legend([one.label for one in table.columns])
    most = max(table.count(month) for month in months)
    bars = "".join(_bar(table, month, top + ROW * place, most) for place, month in enumerate(months))
    high = top + ROW * len(months)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{high}" viewBox="0 0 {WIDE} {high}">'
    told = "; ".join(f"{date_format(month, 'M Y')}: {table.count(month)}" for month in months)
    title = _("Number in each month, by outcome")
    return {"title": title, "svg": f"{svg}{legend}{bars}</svg>", "alt": f"{title}. {told}"}


def _legend(labels: list[str]) -> tuple[str, int]:
    """The shades with their names in as many lines as they need, and where the bars begin."""
    drawn, x, y = [], 0.0, 0
    for place, label in enumerate(labels):
        wide = 30 + A_LETTER * len(label)
        if x and x + wide > WIDE:
            x, y = 0.0, y + LEGEND_ROW
        drawn.append(f'<rect x="{x:.0f}" y="{y + 3}" width="14" height="12" fill="{_shade(place)}"/>')
        drawn.append(f'<text x="{x + 19:.0f}" y="{y + 14}" {FONT}>{escape(label)}</text>')
        x += wide
    return "".join(drawn), y + LEGEND_ROW + 8


def _bar(table: Table, month: date, y: int, most: int) -> str:
    drawn = [f'<text x="{LEFT - 8}" y="{y + 14}" text-anchor="end" {FONT}>{escape(date_format(month, "M Y"))}</text>']
    x = float(LEFT)
    for place, column in enumerate(table.columns):
        wide = BAR * table.count(month, column.key) / most
        if wide:
            shape = f'x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{ROW - 6}"'
            drawn.append(f'<rect {shape} fill="{_shade(place)}" stroke="#ffffff"/>')
        x += wide
    drawn.append(f'<text x="{x + 6:.1f}" y="{y + 14}" {FONT}>{telling.thousands(table.count(month))}</text>')
    return "".join(drawn)


def _shade(place: int) -> str:
    return SHADES[place % len(SHADES)]
