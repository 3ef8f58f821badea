"""The day from which start scores are counted, for many cases at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Min, Q

from families.definition_of import rules_of
from families.definitions.schema import ToolUse
from families.facts import gather
from families.models import Allocation, Case

SLOT = "slot:"
_ON_THE_CASE = {"accepted": "opened_on", "referred": "referred_on"}


def anchors_of(cases: Sequence[Case]) -> dict[UUID, dict[str, tuple[str, date]]]:
    """For each case and tool slug, the fact that anchors it and its first day.

    The anchor of the definition, else its ``anchor_otherwise``; a tool for which neither has come is left out.
    """
    slots = _slots(cases)
    found: dict[UUID, dict[str, tuple[str, date]]] = {}
    for case in cases:
        known = _Known(case, slots[case.pk])
        anchored = {use.slug: known.anchor(use) for use in rules_of(case).tools}
        found[case.pk] = {slug: anchor for slug, anchor in anchored.items() if anchor is not None}
    return found


def _slots(cases: Sequence[Case]) -> Mapping[UUID, dict[str, date]]:
    """The day on which each slot was first filled, in one query."""
    wanted = {
        fact.removeprefix(SLOT)
        for case in cases
        for use in rules_of(case).tools
        for fact in (use.anchor, use.anchor_otherwise)
        if fact.startswith(SLOT)
    }
    found: dict[UUID, dict[str, date]] = defaultdict(dict)
    if wanted:
        rows = Allocation.objects.filter(Q(case__in=[case.pk for case in cases]) & Q(slot__in=wanted))
        for case_id, slot, first in rows.values_list("case", "slot").annotate(first=Min("starts")).order_by():
            found[case_id][slot] = first
    return found


class _Known:
    """The first days of one case's facts. Facts that no shipped service anchors on are gathered singly."""

    def __init__(self, case: Case, slots: dict[str, date]) -> None:
        self.case = case
        self.slots = slots

    def anchor(self, use: ToolUse) -> tuple[str, date] | None:
        for fact in (use.anchor, use.anchor_otherwise):
            day = self.first_day(fact)
            if day is not None:
                return fact, day
        return None

    def first_day(self, fact: str) -> date | None:
        if fact.startswith(SLOT):
            return self.slots.get(fact.removeprefix(SLOT))
        if fact in _ON_THE_CASE:
            day: date = getattr(self.case, _ON_THE_CASE[fact])
            return day
        return min((event.on for event in gather(self.case).events.get(fact, ())), default=None)
