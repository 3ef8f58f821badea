"""A joint visit of which one side alone is recorded, moved or cancelled: the other side stays as it was."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from activity.models.draft import Draft
from families.models import Allocation, Case, Task, Visit, VisitCase, VisitWorker
from families.models.choices import VisitOutcome

DRAFT_KIND = "visit"
UNDONE = (VisitOutcome.PLANNED, VisitOutcome.DRAFT)


def part_from_others(*, visit: Visit, cases: Iterable[Case], by: User) -> Visit | None:
    """Leave what the visit is to other cases than ``cases`` in a visit of its own, and return that one.

    It keeps its time, its drafts and the workers of its cases; who was to go to ``cases`` alone stays
    with those. None where there is nothing to part: no other case, or the visit has been recorded.
    The caller holds the lock on ``visit``.
    """
    mine = {case.pk for case in cases}
    rows = list(visit.visit_cases.select_for_update(of=("self",)).exclude(case__in=mine))
    if visit.outcome not in UNDONE or not rows or not visit.visit_cases.filter(case__in=mine).exists():
        return None
    rest = Visit.objects.create(
        parted_from=visit,
        outcome=visit.outcome,
        planned_for=visit.planned_for,
        happened_at=visit.happened_at,
        place=visit.place,
        minutes=visit.minutes,
        entered_by=visit.entered_by,
    )
    theirs = [row.case_id for row in rows]
    VisitCase.objects.filter(pk__in=[row.pk for row in rows]).update(visit=rest)
    Task.objects.filter(visit=visit, case__in=theirs).update(visit=rest)
    _part_workers(visit, rest, sorted(mine), theirs, by)
    return rest


def _part_workers(visit: Visit, rest: Visit, mine: Sequence[UUID], theirs: Sequence[UUID], by: User) -> None:
    planned = list(visit.workers.values_list("worker", flat=True).order_by("id"))
    ours, others = _named_on(mine) | {by.pk}, _named_on(theirs)
    staying = [worker for worker in planned if worker in others or worker not in ours] or planned
    VisitWorker.objects.bulk_create(VisitWorker(visit=rest, worker_id=worker, entered_by=by) for worker in staying)
    visit.workers.filter(worker__in=set(staying) - ours).delete()
    begun = Draft.objects.filter(kind=DRAFT_KIND, subject_id=str(visit.pk), user__in=staying).exclude(user=by)
    begun.update(subject_id=str(rest.pk))


def _named_on(cases: Sequence[UUID]) -> set[UUID]:
    """Who owns or covers a slot of one of these cases today."""
    on = timezone.localdate()
    current = Allocation.objects.current(on).filter(case__in=cases)
    covering = current.filter(covers__starts__lte=on, covers__ends__gte=on)
    return {*current.values_list("worker", flat=True), *covering.values_list("covers__worker", flat=True)}
