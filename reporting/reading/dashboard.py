"""A dashboard as its page shows it: tiles, loads and charts, each with its words and addresses."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from attrs import frozen
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from reporting.control import Limits, limits_of
from reporting.dashboards.asked import Asked
from reporting.dashboards.counting import Number
from reporting.dashboards.glance import glance_of
from reporting.dashboards.series import Series, Wait, series_of
from reporting.dashboards.tiles.base import Tile
from reporting.dashboards.tiles.registry import TILES
from reporting.dashboards.tiles.risks import MEETINGS
from reporting.dashboards.workers import Crew, crews_of
from reporting.reading.addresses import rows_address
from reporting.reading.dashboard_clocks import ClockRow, clock_rows, step_names, targets_of
from reporting.reading.dashboard_shares import ShareTrend, is_last, share_trends
from reporting.reading.rows import RowPage
from reporting.reading.tile_rows import shown_rows

MEETINGS_SHOWN = 8


@frozen
class TileView:
    """One tile: its number, where its rows are, and what of it is worse."""

    key: str
    number: int
    label: str
    href: str
    note: str
    attention: bool


@frozen
class Point:
    """One month of a chart. ``signal``: out of the ordinary."""

    label: str
    value: int
    signal: bool
    href: str


@frozen
class Trend:
    """A series by month with its limits, and what it says."""

    key: str
    title: str
    subtitle: str
    points: tuple[Point, ...]
    limits: Limits | None
    top: int


@frozen(kw_only=True)
class DashboardPage:
    """Everything on the page, in six statements."""

    tiles: tuple[TileView, ...]
    clocks: tuple[ClockRow, ...]
    meetings: RowPage
    crews: tuple[Crew, ...]
    births: tuple[tuple[str, int, int], ...]
    waits: tuple[Wait, ...]
    steps: Mapping[str, str]
    targets: tuple[tuple[str, str], ...]
    way: tuple[tuple[str, int, str], ...]
    way_hrefs: tuple[str, ...]
    trends: tuple[Trend, ...]
    shares: tuple[ShareTrend, ...]

    @property
    def open(self) -> int:
        return next(tile.number for tile in self.tiles if tile.key == "cases_open")

    @property
    def scale(self) -> float:
        """The end of the scale of loads: the highest load or limit."""
        workers = [one for crew in self.crews for one in crew.workers]
        return max([1.0, *(max(one.points, one.limit) for one in workers)])

    @property
    def expected(self) -> tuple[int, int]:
        """Births in the weeks ahead, and how many of them have no plan."""
        planned = sum(row[1] for row in self.births)
        unplanned = sum(row[2] for row in self.births)
        return planned + unplanned, unplanned


def dashboard_of(asked: Asked, query: Mapping[str, str], user: User, *, mine: bool = False) -> DashboardPage:
    """Read the whole page."""
    series, steps = series_of(asked), step_names(asked)
    opens = partial(rows_address, query=query, mine=mine)
    glance = glance_of(asked, meetings=MEETINGS_SHOWN + 1)
    return DashboardPage(
        tiles=tiles_of(glance.numbers, query, mine=mine),
        clocks=clock_rows(glance.clocks, asked, query, mine=mine),
        meetings=shown_rows(asked, MEETINGS, user, glance.meetings, size=MEETINGS_SHOWN),
        crews=tuple(crews_of(asked)),
        births=tuple((date_format(day, "j M"), planned, without) for day, planned, without in series.births),
        waits=series.waits,
        steps=steps,
        targets=targets_of(asked),
        way=tuple(_way(series.way, steps)),
        way_hrefs=tuple(
            opens("year_closed") if step == "closed" else opens("step_reached", step=step) for step in steps
        ),
        trends=tuple(_trends(series, asked.on, opens)),
        shares=share_trends(series, asked, opens),
    )


def tiles_of(numbers: Mapping[str, Number], query: Mapping[str, str], *, mine: bool = False) -> tuple[TileView, ...]:
    """Every tile in its order; nobody has a referral of their own."""
    return tuple(_tile(one, numbers[one.key], query, mine) for one in TILES if one.of == "case" or not mine)


def _tile(tile: Tile, number: Number, query: Mapping[str, str], mine: bool) -> TileView:
    return TileView(
        key=tile.key,
        number=number.count,
        label=str(tile.label),
        href=rows_address(tile.key, query, mine=mine),
        note=str(tile.worse) % {"count": number.flagged} if number.flagged and tile.worse else "",
        attention=bool(number.flagged) and not tile.good,
    )


def _way(counts: Mapping[str, int], steps: Mapping[str, str]) -> Any:
    first = counts["accepted"]
    for step, name in steps.items():
        share = f" ({round(100 * counts[step] / first)}%)" if first else ""
        yield name, counts[step], f"{counts[step]:,}{share}"


def _trends(series: Series, on: date, opens: Callable[..., str]) -> Any:
    whole = series.months if is_last(on) else series.months[:-1]
    begun, still = ([(day, pair[place]) for day, *pair in whole] for place in (0, 1))
    yield _trend("opened", _("Cases opened each month"), begun, opens)
    yield _trend("open", _("Cases open at the end of each month"), still, opens)


def _trend(key: str, what: str, months: list[tuple[date, int]], opens: Callable[..., str]) -> Trend:
    values = [number for _day, number in months]
    limits = limits_of(values) if any(values) else None
    signals = limits.signals if limits else ()
    points = tuple(
        Point(date_format(day, "M Y"), number, place in signals, opens(f"month_{key}", month=f"{day:%Y-%m}"))
        for place, (day, number) in enumerate(months)
    )
    between = ""
    if limits:
        between = _("Mean %(mean)s, natural limits %(low)s to %(high)s.") % {
            "mean": f"{limits.mean:.1f}", "low": f"{limits.low:.1f}", "high": f"{limits.high:.1f}",
        }  # fmt: skip
    top = max([1, *values, *([limits.high] if limits else [])])
    return Trend(key, f"{what}: {_finding(limits, points)}", between, points, limits, _round_up(top))


def _finding(limits: Limits | None, points: tuple[Point, ...]) -> str:
    if not any(point.value for point in points):
        return _("none in these months")
    if limits is None:
        return _("too few months to say what is ordinary")
    if limits.outside:
        last = points[limits.outside[-1]]
        return _("%(month)s was out of the ordinary, %(number)s") % {"month": last.label, "number": last.value}
    if limits.run:
        side = _("above") if points[limits.run[0]].value > limits.mean else _("below")
        return _("%(count)s months in a row %(side)s the mean") % {"count": len(limits.run), "side": side}
    return _("ordinary ups and downs")


def _round_up(top: float) -> int:
    """The end of an axis from 0: the next of 4, 10, 20, 40, 100 …"""
    step = 1
    while True:
        for end in (4, 10, 20):
            if top <= end * step:
                return end * step
        step *= 10
