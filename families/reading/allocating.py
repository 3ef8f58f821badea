"""What the pages of allocation and cover offer for one case."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from families.actions.allocating import barred_from, named_in_restriction
from families.days import said, today
from families.definition_of import rules_of
from families.models import Allocation, Case, Cover
from families.reading.areas import districts_of
from families.reading.board import Place, places_of
from families.reading.staffing import preference, staff_of_team
from families.reading.summary import Summary, summarise, with_babies
from families.workload import Load, points_of


@dataclass(frozen=True)
class CaseSlots:
    summary: Summary
    places: tuple[Place, ...]
    loads: tuple[Load, ...]

    def place(self, key: str) -> Place | None:
        """The slot of that key; without one, the first that is missing, then the first of all."""
        for place in self.places:
            if place.key == key:
                return place
        return None if key else next((one for one in self.places if one.is_gap), self.places[0])


def read_slots(case: Case, today: date) -> CaseSlots:
    """The slots of a case and the workers whom nothing keeps from it."""
    barred, named = barred_from(case, today), named_in_restriction(case, today)
    loads = tuple(
        load
        for pk, load in staff_of_team(case.team_id, today).items()
        if pk not in barred and (named is None or pk in named)
    )
    fetched = with_babies(Case.objects.filter(pk=case.pk).for_reading()).get()
    return CaseSlots(summarise(fetched, today), tuple(places_of(case, loads, today)), loads)


def fitting(case: Case, slot: str, loads: tuple[Load, ...]) -> list[Load]:
    """The workers who can take a slot, in the order in which they are suggested."""
    rules, now = rules_of(case), today()
    district = districts_of([case.client_id], now).get(case.client_id, "")
    points = points_of(case, slot, rules)
    found = [load for load in loads if load.worker.profession in rules.slot(slot).professions]
    return sorted(found, key=lambda load: preference(load, points, district, now))


def weight(case: Case, slot: str) -> float:
    """What the slot counts for whoever takes it."""
    return points_of(case, slot, rules_of(case))


def owners(case: Case, today: date) -> list[tuple[Allocation, str]]:
    """Today's owners with their roles, for choosing whom to cover."""
    definition, language = rules_of(case), get_language() or "en"
    rows = case.allocations.current(today).select_related("worker").order_by("starts")
    return [(row, f"{row.worker.name}, {definition.slot(row.slot).label.text(language)}") for row in rows]


def covers_of(case: Case, today: date) -> list[str]:
    """Cover now and to come, in words."""
    rows = Cover.objects.filter(allocation__case=case, ends__gte=today).select_related("worker", "allocation__worker")
    return [
        _("%(name)s covers %(owner)s from %(first)s to %(last)s (%(why)s)")
        % {
            "name": row.worker.name,
            "owner": row.allocation.worker.name,
            "first": said(row.starts),
            "last": said(row.ends),
            "why": row.reason,
        }
        for row in rows.order_by("starts")
    ]
