"""Shares by month on a dashboard, with the limits of chance: how many clocks were met in time."""

from collections.abc import Callable
from datetime import date, timedelta

from attrs import frozen
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from outcomes.statistics.control import ChartPoint, ControlChart, p_chart
from reporting.dashboards.asked import Asked
from reporting.dashboards.series import Series
from reporting.reading.dashboard_clocks import step_names


@frozen
class SharePoint:
    """One month: n of N as a share, the limits of chance for that N, what it says, and where the rows are."""

    label: str
    point: ChartPoint
    says: str
    met_href: str
    due_href: str


@frozen
class ShareTrend:
    """A share by month, and what its chart says."""

    key: str
    title: str
    subtitle: str
    centre: float | None
    points: tuple[SharePoint, ...]


def share_trends(series: Series, asked: Asked, opens: Callable[..., str]) -> tuple[ShareTrend, ...]:
    """Of all clocks, and of that of the first slot."""
    first = step_names(asked)["first"]
    return (
        _trend("clocks", _("Clocks met in time"), series, asked.on, opens),
        _trend("first", _("%(step)s in time") % {"step": first}, series, asked.on, opens),
    )


def is_last(day: date) -> bool:
    """Whether a day is the last of its month."""
    return (day + timedelta(days=1)).month != day.month


def _trend(key: str, what: str, series: Series, on: date, opens: Callable[..., str]) -> ShareTrend:
    months = series.shares[key] if is_last(on) else series.shares[key][:-1]
    chart = p_chart([(met, due) for _day, met, due in months])
    points = tuple(
        SharePoint(
            date_format(day, "M Y"),
            point,
            _says(point),
            opens(f"month_{key}_met", month=f"{day:%Y-%m}"),
            opens(f"month_{key}", month=f"{day:%Y-%m}"),
        )
        for (day, _met, _due), point in zip(months, chart.points, strict=True)
    )
    subtitle = _("%(what)s, of those that fell due in each month, in per cent from 0 to 100.") % {"what": what}
    if chart.centre is not None:
        subtitle += " " + _("%(share)s%% over all months.") % {"share": f"{100 * chart.centre:.0f}"}
    return ShareTrend(key, _finding(what, chart, points), subtitle, chart.centre, points)


def _finding(what: str, chart: ControlChart, points: tuple[SharePoint, ...]) -> str:
    if chart.centre is None:
        return _("%(what)s: none fell due") % {"what": what}
    outside = [one for one in points if one.point.signal in ("above", "below")]
    if outside:
        last = outside[-1]
        words = _("%(what)s: %(month)s stood out, %(met)s of %(due)s")
        return words % {"what": what, "month": last.label, "met": last.point.n, "due": last.point.of}
    if chart.signals:
        return _("%(what)s: a run on one side of the mean") % {"what": what}
    return _("%(what)s: ordinary ups and downs") % {"what": what}


def _says(point: ChartPoint) -> str:
    return {
        "": "",
        "above": _("above the limits"),
        "below": _("below the limits"),
        "run_above": _("in a run above the mean"),
        "run_below": _("in a run below the mean"),
    }[point.signal]
