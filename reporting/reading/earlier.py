"""One line in the periods before, for whoever reads its figure."""

from attrs import frozen

from outcomes.access import first_day_of
from reporting import telling
from reporting.counting import figures_of
from reporting.figures import Figure
from reporting.indicators.base import Indicator
from reporting.periods import earlier
from reporting.scope import Scope

PERIODS = 4


@frozen
class Then:
    """The figure of one period in words."""

    period: str
    value: str
    of: str
    interval: str
    unknown: int


def periods_with(scope: Scope, one: Indicator, now: Figure) -> list[Then]:
    """The line now and in up to four periods before, the latest first; as many statements.

    Periods that ended before the service began are left out. The thresholds are those of now, so that what is
    compared was counted alike.
    """
    began = first_day_of(scope.service)
    before = [period for period in earlier(scope.period, PERIODS) if began <= period.last]
    figures = [(period, figures_of(scope.over(period), [one])[one.key]) for period in before]
    return [_told(period.label, figure) for period, figure in [(scope.period, now), *figures]] if figures else []


def _told(label: str, figure: Figure) -> Then:
    return Then(label, telling.value(figure), telling.of(figure), telling.interval(figure), figure.unknown)
