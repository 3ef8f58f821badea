"""The return as PDF/UA: tagged tables, charts with words for those who do not see them."""

from html import escape
from textwrap import wrap
from typing import Any

from django.utils.translation import gettext as _

from reporting import telling
from reporting.documents import Document
from reporting.exports.charts import DARK, PALE, Rows, shares_of, way_of
from reporting.exports.progress import Part, Progress
from reporting.figures import Figure
from reporting.indicators.base import Indicator
from reporting.reading.definitions import described
from ui.paper import paper

LONGEST_LABEL, LABEL_LINES = 60, 2
ROW = 25
"""Height of a bar with its gap."""
INSET = "\N{EM SPACE}"
"""Before the name of a band, which is a part of the line above it."""


def as_pdf(document: Document, told: Progress) -> bytes:
    """The paper. The same document gives the same bytes."""
    told(Part.PAPER)
    return paper("return", _data(document), made_at=document.made_at)


def _data(document: Document) -> dict[str, Any]:
    return {
        "lang": "en",
        "title": f"{document.service}: {document.period.label}",
        "service": document.service,
        "state": document.state_words,
        "audience": _("For everybody. [c]: held back, because it is small or would give a small number away.")
        if document.is_published
        else _("Internal: small numbers are shown. Not for release."),
        "footer": f"{document.service}, {document.period.label}, {document.state}, {document.audience}",
        "heads": [_("No."), _("Line"), _("n/N"), _("Value"), _("95% interval"), _("Unknown")]
        + ([_("Year to date")] if document.to_date else []),
        "groups": [
            {
                "title": str(group.title),
                "rows": [row for line in lines for row in _rows(document, *line)],
                "commentary": document.commentary.get(group.key, ""),
            }
            for group, lines in document.groups
        ],
        "charts": [one for one in (_chart(_("From referral to closure: referrals and cases"), way_of(document), ""),
                                   _chart(_("Shares, in per cent"), shares_of(document), "%")) if one],
        "words": {"commentary": _("Commentary"), "charts": _("Charts"), "definitions": _("What each line means")},
        "definitions": [
            {"title": f"{one.number} {label}", "texts": described(one, document.words)}
            for _group, lines in document.groups for one, label, _figure in lines
        ],
    }  # fmt: skip


def _rows(document: Document, indicator: Indicator, label: str, figure: Figure | None) -> list[list[Any]]:
    """A line with its bands, over which its number reaches: they stay on one page."""
    longer = document.to_date
    if figure is None:
        return [[indicator.number, label, "", _("whole years only"), "", "", *([""] if longer else [])]]
    seen, to_date = document.shown(indicator, figure), document.shown_to_date(indicator)
    year = [" ".join(part for part in (to_date.words, to_date.of and f"({to_date.of})") if part)] if to_date else [""]
    unknown = "" if seen.unknown is None else str(seen.unknown)
    rows: list[list[Any]] = [
        [indicator.number, label, seen.of, seen.words, seen.interval, unknown, *(year if longer else [])]
    ]
    of_year = {band: count for band, _name, count in to_date.bands} if to_date else {}
    for band, name, count in seen.bands:
        rows.append([INSET + name, "", _text(count), "", "", *([_text(of_year.get(band))] if longer else [])])
    if not seen.is_held:
        rows += [
            [INSET + name, "", text, "", "", *([""] if longer else [])]
            for name, text in telling.sum_of_cost(figure.cost)
        ]
    if len(rows) > 1:
        rows[0][0] = {"text": indicator.number, "rows": len(rows)}
    if text := document.commentary.get(indicator.key):
        rows.append(["", f"{_('Commentary')}: {text}", "", "", "", "", *([""] if longer else [])])
    return rows


def _text(count: int | str | None) -> str:
    return telling.thousands(count) if isinstance(count, int) else (count or "")


def _chart(title: str, rows: Rows, unit: str) -> dict[str, str] | None:
    """Bars as SVG, and the same in words."""
    if not rows:
        return None
    most = 100.0 if unit else max(number for _label, number in rows) or 1.0
    parts = [_bar(place, label, number, most, unit) for place, (label, number) in enumerate(rows)]
    high = ROW * len(rows) + 8
    size = f'width="720" height="{high}" viewBox="0 0 720 {high}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'
    return {
        "title": title,
        "svg": svg,
        "alt": f"{title}. " + "; ".join(f"{label}: {number:g}{unit}" for label, number in rows),
    }


def _bar(place: int, label: str, number: float, most: float, unit: str) -> str:
    y, wide = ROW * place + 4, 300 * number / most
    words = f"{number:.1f}{unit}" if unit else f"{number:,.0f}"
    font = 'font-family="Libertinus Serif" font-size="12" fill="#212b32"'
    return (
        f"{_label(label, y, font)}"
        f'<rect x="340" y="{y}" width="300" height="18" fill="{PALE}" fill-opacity="0.35"/>'
        f'<rect x="340" y="{y}" width="{wide:.1f}" height="18" fill="{DARK}"/>'
        f'<text x="{646}" y="{y + 14}" {font}>{words}</text>'
    )


def _label(label: str, y: int, font: str) -> str:
    """What a bar is called, beside it, in two lines where one is not enough."""
    lines = wrap(label, LONGEST_LABEL, max_lines=LABEL_LINES, placeholder="…")
    first = y + 14 if len(lines) == 1 else y + 8
    return "".join(
        f'<text x="330" y="{first + 12 * place}" text-anchor="end" {font}>{escape(line)}</text>'
        for place, line in enumerate(lines)
    )
