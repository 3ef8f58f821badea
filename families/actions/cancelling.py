"""Taking back what was planned: visits and tasks of cases that end."""

from collections.abc import Iterable

from django.db.models import Q

from accounts.models import User
from families.actions.rows import change
from families.days import today
from families.models import Case, Meeting, MeetingCase, MeetingSubject, Task, Visit, VisitCase
from families.models.choices import CancelledBy, ChildState, VisitOutcome


def cancel_planned_visits(*, cases: Iterable[Case], reason: str, by: User | None) -> list[Visit]:
    """Cancel the planned visits of ``cases``, by the service; return the visits cancelled.

    A visit that is also for another case stays for that one alone.
    """
    ending = list(cases)
    planned = Visit.objects.planned().filter(visit_cases__case__in=ending).distinct().order_by("pk")
    cancelled = []
    for visit in Visit.objects.select_for_update().filter(pk__in=planned.values("pk")):
        if VisitCase.objects.filter(visit=visit, case__closed_on__isnull=True).exclude(case__in=ending).exists():
            visit.visit_cases.filter(case__in=ending).delete()
            continue
        change(visit, outcome=VisitOutcome.CANCELLED, cancelled_by=CancelledBy.SERVICE)
        visit.visit_cases.filter(case__in=ending).update(reason=reason[:200])
        cancelled.append(visit)
    return cancelled


def call_off_meetings(*, cases: Iterable[Case], reason: str, by: User | None) -> list[Meeting]:
    """Call off what was booked about the lost children of ``cases``, or about nobody else; return the meetings.

    A meeting about somebody living, or in the record of a further open case, goes on.
    """
    ending = list(cases)
    others = MeetingCase.objects.filter(case__closed_on__isnull=True).exclude(case__in=ending)
    lost = Q(person__child__state__in=(ChildState.LOST, ChildState.DIED))
    living = MeetingSubject.objects.exclude(lost)
    booked = Meeting.objects.ahead().filter(meeting_cases__case__in=ending)
    booked = booked.exclude(pk__in=others.values("meeting")).exclude(pk__in=living.values("meeting"))
    called_off = list(Meeting.objects.select_for_update().filter(pk__in=booked.values("pk")))
    for meeting in called_off:
        change(meeting, cancelled_on=today())
        meeting.meeting_cases.filter(case__in=ending).update(late_reason=reason[:200])
    return called_off


def open_tasks(case: Case) -> list[Task]:
    """Tasks neither done nor cancelled, the most urgent first."""
    tasks = case.tasks.filter(done_on__isnull=True, cancelled_on__isnull=True).select_related("assigned_to")
    return list(tasks.order_by("-urgent", "due_on", "id"))


def cancel_tasks(*, case: Case, by: User | None) -> None:
    """Cancel every open task of the case."""
    for task in case.tasks.select_for_update().filter(done_on__isnull=True, cancelled_on__isnull=True):
        change(task, cancelled_on=today())
