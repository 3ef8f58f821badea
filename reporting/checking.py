"""What a draft finds out about itself: what is not known, what stands apart, what records lack."""

from attrs import frozen
from django.db import transaction

from outcomes.access import first_day_of
from outcomes.periods import Period
from reporting.counting import figures_of, gaps_counted
from reporting.figures import Figure
from reporting.indicators.base import Indicator
from reporting.indicators.registry import Group, layout_of
from reporting.outliers import PERIODS, stands_apart
from reporting.periods import earlier
from reporting.scope import Scope

ANNEX = "annex"


@frozen
class Apart:
    """A line that stands apart from the periods before; ``earlier`` latest first."""

    indicator: Indicator
    now: Figure
    earlier: tuple[Figure, ...]


@frozen
class Checks:
    """The findings. ``before`` are the periods compared with, latest first: none where the service is younger."""

    scope: Scope
    before: tuple[Period, ...]
    unknown: tuple[tuple[Indicator, Figure], ...]
    apart: tuple[Apart, ...]
    gaps: tuple[tuple[Indicator, int], ...]


@transaction.atomic
def checks_of(scope: Scope) -> Checks:
    """Check the draft of a period: six statements, whatever the number of cases."""
    groups = layout_of(scope.definition)
    every = [one for group in groups for one in group.indicators]
    now = figures_of(scope, every)
    before = _periods_before(scope)
    then = [figures_of(scope.over(period), _compared(groups)) for period in before]
    lacking = gaps_counted(scope, every)
    return Checks(
        scope=scope,
        before=before,
        unknown=tuple((one, now[one.key]) for one in every if one.key in now and now[one.key].unknown),
        apart=tuple(_apart(groups, now, then)) if before else (),
        gaps=tuple((one, lacking[one.key]) for one in every if one.key in lacking),
    )


def _periods_before(scope: Scope) -> tuple[Period, ...]:
    """The four periods before; none if the service began after the first day of the first of them."""
    found = earlier(scope.period, PERIODS)
    return tuple(found) if first_day_of(scope.service) <= found[-1].first else ()


def _compared(groups: tuple[Group, ...]) -> list[Indicator]:
    """Annexes count the same clients once for each question, so they are not compared."""
    return [one for group in groups if group.key != ANNEX for one in group.indicators]


def _apart(groups: tuple[Group, ...], now: dict[str, Figure], earlier: list[dict[str, Figure]]) -> list[Apart]:
    found = []
    for one in _compared(groups):
        then = tuple(figures[one.key] for figures in earlier if one.key in figures)
        if one.key in now and stands_apart(now[one.key], then):
            found.append(Apart(one, now[one.key], then))
    return found
