"""A return as it stands now: each line with its figure, the period before, and the year to date."""

from attrs import frozen
from django.db import transaction

from outcomes.periods import Period
from reporting.counting import figures_of
from reporting.figures import Figure
from reporting.indicators.base import Indicator
from reporting.indicators.registry import Group, layout_of
from reporting.periods import is_whole_year, previous, year_to_date
from reporting.scope import Scope


@frozen
class Line:
    """One line of a return. A figure is None where the indicator has none for such a period."""

    indicator: Indicator
    figure: Figure | None
    before: Figure | None
    to_date: Figure | None


@frozen
class Draft:
    """All lines of a return, group by group."""

    scope: Scope
    groups: tuple[tuple[Group, tuple[Line, ...]], ...]
    before: Period
    to_date: Period | None

    @property
    def lines(self) -> list[Line]:
        """All lines in their order."""
        return [line for _group, lines in self.groups for line in lines]


def figures_now(scope: Scope) -> dict[str, Figure]:
    """The figures of a return's own period by key."""
    return figures_of(scope, _all_of(layout_of(scope.definition)))


def figures_to_date(scope: Scope) -> dict[str, Figure]:
    """The figures of the year to date by key; none for a whole year, and for a period of own days from its first."""
    longer = year_to_date(scope.period)
    return {} if is_whole_year(scope.period) or longer == scope.period else figures_now(scope.over(longer))


@transaction.atomic
def draft_of(scope: Scope) -> Draft:
    """Count three periods: the return's own, the one before, and the year to date (distinct, never a sum)."""
    groups = layout_of(scope.definition)
    wanted = _all_of(groups)
    to_date = None if is_whole_year(scope.period) else year_to_date(scope.period)
    now = figures_of(scope, wanted)
    before = figures_of(scope.over(previous(scope.period)), wanted)
    year = figures_of(scope.over(to_date), wanted) if to_date else now
    made = tuple(
        (group, tuple(Line(one, now.get(one.key), before.get(one.key), year.get(one.key)) for one in group.indicators))
        for group in groups
    )
    return Draft(scope, made, previous(scope.period), to_date)


def _all_of(groups: tuple[Group, ...]) -> list[Indicator]:
    return [one for group in groups for one in group.indicators]
