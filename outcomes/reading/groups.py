"""By what else the closed cases are told apart: the service's version, who worked, how early, where they live."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from families.gestation import TERM_DAYS
from families.models import Address, Allocation, Case

DIMENSIONS = ("version", "workers", "gestation", "area")
BANDS = ((13 * 7, "up_to_12"), (20 * 7, "13_to_19"), (28 * 7, "20_to_27"))
"""Gestation at referral in days below the first number: up to 12+6, 13+0 to 19+6, 20+0 to 27+6, later."""

Groups = Mapping[str, str]


def groups_of(cases: Sequence[Case]) -> dict[UUID, Groups]:
    """For each case its group in every dimension, "" where that is not known. A few queries for all of them."""
    slots, areas = _slots(cases), _areas(cases)
    return {
        case.pk: {
            "version": case.service_version.label,
            "workers": "+".join(sorted(slots[case.pk])),
            "gestation": _gestation(case),
            "area": areas.get(case.pk, ""),
        }
        for case in cases
    }


def _slots(cases: Sequence[Case]) -> Mapping[UUID, set[str]]:
    """The slots that somebody filled at any time."""
    found: dict[UUID, set[str]] = defaultdict(set)
    rows = Allocation.objects.filter(case__in=[case.pk for case in cases])
    for case, slot in rows.values_list("case", "slot").distinct():
        found[case].add(slot)
    return found


def _areas(cases: Sequence[Case]) -> dict[UUID, str]:
    """The first half of the client's postcode on the day of the referral."""
    people = {case.client_id for case in cases}
    rows = Address.objects.filter(person__in=people).exclude(postcode="").order_by("person", "valid_from", "id")
    by_person: dict[UUID, list[Address]] = defaultdict(list)
    for row in rows:
        by_person[row.person_id].append(row)
    return {case.pk: area for case in cases if (area := _area(case, by_person[case.client_id]))}


def _area(case: Case, addresses: Sequence[Address]) -> str:
    on = case.referred_on
    held = [one for one in addresses if one.valid_from <= on and (one.valid_to is None or one.valid_to >= on)]
    return held[-1].postcode.split()[0] if held else ""


def _gestation(case: Case) -> str:
    """The band in which the pregnancy was at referral; ``born`` where the case is about a child, or it was over."""
    pregnancy = case.pregnancy
    if pregnancy is None or (pregnancy.ended_on and pregnancy.ended_on <= case.referred_on):
        return "born"
    if pregnancy.due_date is None:
        return ""
    days = TERM_DAYS - (pregnancy.due_date - case.referred_on).days
    return next((name for below, name in BANDS if days < below), "28_and_later")
