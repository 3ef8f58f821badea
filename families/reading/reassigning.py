"""Everything that somebody who leaves still holds, with a suggestion for each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.utils.translation import get_language

from accounts.models import User
from accounts.roles import Permission
from families.actions.allocating import barred_from, named_in_restriction
from families.actions.reassigning import loads_after, open_allocations
from families.definition_of import rules_of
from families.models import Allocation
from families.naming import case_name
from families.reading.areas import districts_of
from families.reading.staffing import preference, staff_in
from families.workload import Load, points_of


@dataclass(frozen=True)
class Holding:
    """One allocation of the leaver: who could take it, the suggested first."""

    allocation: Allocation
    name: str
    slot: str
    points: float
    options: tuple[Load, ...]
    suggested: Load | None


@dataclass(frozen=True)
class Leaving:
    """``hidden``: allocations in the same teams on cases that the manager may not see."""

    leaver: User
    holdings: tuple[Holding, ...]
    hidden: int

    @property
    def seen(self) -> str:
        """The allocations, as a mark of what a preview was made of."""
        return ",".join(sorted(str(one.allocation.pk) for one in self.holdings))


def read_leaving(leaver: User, by: User, last_day: date, today: date) -> Leaving:
    """What has to be passed on; suggestions fill workers up in turn, so that together they fit."""
    rows = list(open_allocations(leaver, by, last_day))
    staff = staff_in({row.case.team_id for row in rows}, today)[0]
    districts = districts_of([row.case.client_id for row in rows], today)
    loads: dict[UUID, Load] = {pk: load for pk, load in staff.loads.items() if pk != leaver.pk}
    found = []
    for row in rows:
        holding = _holding(row, loads, staff.teams, districts.get(row.case.client_id, ""), today)
        if holding.suggested:
            worker = holding.suggested.worker.pk
            loads[worker] = replace(loads[worker], points=round(loads[worker].points + holding.points, 1))
        found.append(holding)
    return Leaving(leaver, tuple(found), _hidden(leaver, by, last_day, len(rows)))


def loads_then(leaving: Leaving, to: Mapping[UUID, User]) -> list[Load]:
    """What each new worker would carry, fullest first."""
    found = {one.allocation.pk: one.allocation for one in leaving.holdings}
    return sorted(loads_after(found, to), key=lambda load: (load.limit - load.points, load.worker.name))


def _holding(
    row: Allocation, loads: dict[UUID, Load], teams: Mapping[UUID, set[UUID]], district: str, today: date
) -> Holding:
    rules, case = rules_of(row.case), row.case
    slot, points = rules.slot(row.slot), points_of(row.case, row.slot, rules)
    barred, named = barred_from(case, today), named_in_restriction(case, today)
    able = [
        load
        for pk, load in loads.items()
        if load.worker.profession in slot.professions
        and case.team_id in teams[pk]
        and pk not in barred
        and (named is None or pk in named)
    ]
    able.sort(key=lambda load: preference(load, points, district, today))
    label = slot.label.text(get_language() or "en")
    return Holding(row, case_name(case), label, points, tuple(able), able[0] if able else None)


def _hidden(leaver: User, by: User, last_day: date, seen: int) -> int:
    teams = by.teams_with(Permission.ALLOCATE)
    rows = Allocation.objects.filter(worker=leaver, ends__isnull=True, starts__lte=last_day)
    return rows.filter(case__team__in=teams, case__closed_on__isnull=True).count() - seen
