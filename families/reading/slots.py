"""Slots that a service asks for and nobody holds."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language

from families.definition_of import rules_of
from families.models import Allocation, Case, Milestone
from families.reading.summary import Summary, summarise, with_babies

MOST_CASES = 200


@dataclass(frozen=True)
class Gap:
    """A required slot without an owner, and the day by which it should have one, if a clock says so."""

    summary: Summary
    slot: str
    label: str
    due_on: date | None
    days_late: int


def open_gaps(cases: QuerySet[Case], today: date) -> list[Gap]:
    """Gaps of open cases, the most overdue first; three queries whatever the number of cases.

    At most 200 cases that lack somebody are looked at, those opened first before the others.
    """
    current = Prefetch("allocations", queryset=Allocation.objects.current(today), to_attr="now")
    waiting = Prefetch("milestones", queryset=Milestone.objects.waiting(), to_attr="clocks_waiting")
    rows = with_babies(cases.for_reading()).prefetch_related(current, waiting).order_by("opened_on", "id")
    found = [gap for case in rows[:MOST_CASES] for gap in _gaps_of(case, today)]
    return sorted(found, key=lambda gap: (gap.due_on is None, gap.due_on, gap.summary.case.reference))


def _gaps_of(case: Case, today: date) -> list[Gap]:
    definition = rules_of(case)
    held = {allocation.slot for allocation in case.now}
    due = {one.rule: one.due_on for one in case.clocks_waiting}
    gaps = []
    for slot in definition.slots:
        if not slot.required or slot.key in held:
            continue
        days = [due[rule.key] for rule in definition.clocks_met_by(f"slot:{slot.key}") if rule.key in due]
        by = min(days, default=None)
        late = max(0, (today - by).days) if by else 0
        gaps.append(Gap(summarise(case, today), slot.key, slot.label.text(get_language() or "en"), by, late))
    return gaps
