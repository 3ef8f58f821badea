"""One line in the periods before, for whoever reads its figure."""

from attrs import frozen

from outcomes.access import first_day_of
from outcomes.periods import Period
from reporting import telling
from reporting.counting import figures_of
from reporting.figures import Figure
from reporting.indicators.base import Indicator
from reporting.periods import earlier, year_to_date
from reporting.scope import Scope

PERIODS = 4


@frozen
class Then:
    """The figure of one period in words; ``of`` is N."""

    key: str
    period: str
    value: str
    n: str
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
    return [_told(period, figure) for period, figure in [(scope.period, now), *figures]] if figures else []


def other_period(scope: Scope, key: str) -> Period | None:
    """The period of that key, if the page of the return or of one of its lines shows it beside its own."""
    shown = (*earlier(scope.period, PERIODS), year_to_date(scope.period))
    return next((period for period in shown if period.key == key), None)


def _told(period: Period, figure: Figure) -> Then:
    n, whole = telling.n_and_of(figure)
    return Then(period.key, period.label, telling.value(figure), n, whole, telling.interval(figure), figure.unknown)
