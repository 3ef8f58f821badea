"""Where the children of a case live now, in words: with a parent, or apart and on what ground."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from families.actions.separations import age_in_days
from families.definition_of import rules_of
from families.definitions import ServiceDefinition
from families.models import Case, Child, ChildHome, Separation
from families.models.choices import ChildState
from families.reading.people import named_children
from families.reading.statuses import word_of


@dataclass(frozen=True)
class WhereLine:
    """Where a living child is. ``carer`` empty: not recorded; ``since``: from which day that is known.

    ``apart``: the separation that has not ended, ``basis`` its ground, ``age_days`` the child's age on its day.
    ``unexplained``: with somebody other than a parent, and no separation says why.
    """

    child: UUID
    name: str
    carer: str
    who: str
    since: date | None
    apart: Separation | None
    basis: str
    age_days: int | None
    unexplained: bool


@dataclass(frozen=True)
class HomeLine:
    """One row of the past or present; ``who`` as :func:`who_of` tells it."""

    home: ChildHome
    name: str
    carer: str
    who: str


def where_now(case: Case, children: list[Child], names: dict[UUID, str], homes: Iterable[ChildHome]) -> list[WhereLine]:
    """A line for each living child, from rows that were fetched: ``homes`` the newest first."""
    rules, rows = rules_of(case), list(homes)
    born = [child for child in children if child.state == ChildState.BORN]
    return [
        _line(case, child, names[child.pk], [row for row in rows if row.child_id == child.pk], rules) for child in born
    ]


def home_lines(case: Case) -> list[HomeLine]:
    """Every row of the children of a case, the newest first."""
    names = {child.pk: name for child, name in named_children(case)}
    rows = ChildHome.objects.filter(child__in=names).order_by("-since", "-id")
    carers = rules_of(case).carers
    return [HomeLine(row, names[row.child_id], word_of(carers, row.carer), who_of(case, row)) for row in rows]


def who_of(case: Case, home: ChildHome) -> str:
    """The name or place of a home; nothing where the parents are kept apart, for the row is read on both sides."""
    return "" if case.family.parents_kept_apart else home.who


def _line(case: Case, child: Child, name: str, homes: list[ChildHome], rules: ServiceDefinition) -> WhereLine:
    partings = sorted(child.separations.all(), key=lambda row: row.separated_on)
    last = partings[-1] if partings else None
    apart = last if last is not None and not hasattr(last, "return_home") else None
    home = _in_force(homes, last, apart, rules)
    carer, since = (home.carer, home.since) if home else (apart.carer, apart.separated_on) if apart else ("", None)
    parents = {one.key for one in rules.carers if one.parent}
    return WhereLine(
        child=child.pk,
        name=name,
        carer=word_of(rules.carers, carer) if carer else "",
        who=who_of(case, home) if home else "",
        since=since,
        apart=apart,
        basis=word_of(rules.separation_bases, apart.basis) if apart else "",
        age_days=age_in_days(child, apart.separated_on) if apart else None,
        unexplained=bool(carer) and carer not in parents and apart is None,
    )


def _in_force(
    homes: list[ChildHome], last: Separation | None, apart: Separation | None, rules: ServiceDefinition
) -> ChildHome | None:
    """The newest row that the separations do not overtake: while apart no parent, after a return nobody from before.

    Of the day of the return itself a row counts where it is a parent's, or was written after the return.
    """
    newest = homes[0] if homes else None
    if newest is None or last is None:
        return newest
    parents = {one.key for one in rules.carers if one.parent}
    if apart is not None:
        barred = parents if apart.from_all_resident_parents else set()
        return newest if newest.since >= apart.separated_on and newest.carer not in barred else None
    home = last.return_home
    if newest.since == home.returned_on:
        return newest if newest.carer in parents or newest.entered_at > home.entered_at else None
    return newest if newest.since > home.returned_on else None
