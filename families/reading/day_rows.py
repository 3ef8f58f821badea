"""The rows of somebody's day: which cases first, through the gate and once; then all that is shown, by their ids."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, CharField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, TruncDate

from accounts.models import User
from activity.models.draft import Draft
from activity.prepared import AnyOf, Prepared, Together
from families.models import (
    Address,
    Allocation,
    Case,
    Child,
    MeetingCase,
    MeetingInvitation,
    Milestone,
    SafetyFlag,
    Task,
    Visit,
    VisitCase,
    VisitNote,
    VisitWorker,
)
from families.querysets.case import Reader
from families.querysets.dated import holds_on
from families.reading.drafts import CASE

MOST_ROWS = 20
"""Of each kind; one more is fetched, so that the page can say that there are others."""
ONE_MORE = MOST_ROWS + 1


@dataclass(frozen=True)
class Mine:
    """Ids of cases: ``visible`` are those in which the reader has something to do, ``mine`` those they hold."""

    visible: list[UUID]
    mine: list[UUID]


@dataclass(frozen=True)
class Times:
    """What is near on a day: moments from and up to but not including, days with both ends."""

    day: date
    first: datetime
    last: datetime
    begins: datetime
    ends: datetime
    week_last: date
    near: date
    meetings_until: datetime
    births_from: date
    births_to: date
    since: datetime


def cases_of(user: User) -> Mine:
    """The cases of somebody's day."""
    reader = Reader.of(user)
    if not reader.teams:
        return Mine([], [])
    found = _GATE(user=reader.user, teams=reader.teams, managed=reader.managed, today=reader.today, now=reader.now)
    return Mine([pk for pk, _held in found], [pk for pk, held in found if held])


def rows_of_day(user: User, cases: Mine, times: Times) -> dict[str, list[Any]]:
    """Everything of a day in one statement."""
    moments = {one.name: getattr(times, one.name) for one in fields(times)}
    return _ROWS(user=user.pk, visible=cases.visible, mine=cases.mine, **moments)


def _gate(user: UUID, teams: list[UUID], managed: list[UUID], today: date, now: datetime) -> QuerySet[Case, Any]:
    named = Exists(Allocation.objects.naming(user, today).filter(case=OuterRef("pk")))
    planned = VisitWorker.objects.filter(worker=user, visit__outcome="planned").values("visit__visit_cases__case")
    tasks = Task.objects.filter(assigned_to=user, done_on=None, cancelled_on=None).values("case")
    asked = MeetingInvitation.objects.filter(worker=user, meeting__held_on=None, meeting__cancelled_on=None)
    notes = VisitNote.objects.filter(entered_by=user, signed_at=None).values("visit_case__case")
    begun = Draft.objects.filter(user=user, kind="visit", subject_id__startswith=CASE).values("subject_id")
    busy = (
        Q(pk__in=planned) | Q(pk__in=tasks) | Q(pk__in=notes) | Q(pk__in=asked.values("meeting__meeting_cases__case"))
    )
    held = ExpressionWrapper(Q(closed_on=None) & Q(named), output_field=BooleanField())
    seen = Case.objects.open_to(Reader(user, teams, managed, today, now))
    seen = seen.annotate(draft=Concat(Value(CASE), Cast("pk", CharField())))
    return seen.filter(named | busy | Q(draft__in=begun)).annotate(held=held).values_list("pk", "held")


def _of_the_day(user: UUID, visible: list[UUID], first: datetime, last: datetime) -> QuerySet[VisitCase, VisitCase]:
    """The planned visits of somebody between two moments, once for each case that they may see."""
    rows = VisitCase.objects.filter(AnyOf("case", visible), visit__outcome="planned", visit__workers__worker=user)
    return rows.filter(visit__planned_for__gte=first, visit__planned_for__lt=last)


def _visits(user: UUID, visible: list[UUID], first: datetime, last: datetime) -> QuerySet[VisitCase, VisitCase]:
    rows = _of_the_day(user, visible, first, last).select_related("visit")
    return rows.order_by("visit__planned_for", "visit_id", "id")[: 4 * ONE_MORE]


def _colleagues(user: UUID, visible: list[UUID], first: datetime, last: datetime) -> QuerySet[VisitWorker, VisitWorker]:
    visits = _of_the_day(user, visible, first, last).values("visit")
    rows = VisitWorker.objects.filter(visit__in=visits).exclude(worker=user).select_related("worker")
    return rows.order_by("id")[: 10 * ONE_MORE]


def _flags(
    user: UUID, visible: list[UUID], first: datetime, last: datetime, day: date
) -> QuerySet[SafetyFlag, SafetyFlag]:
    families = _of_the_day(user, visible, first, last).values("case__family")
    now = SafetyFlag.objects.filter(holds_on(day, starts="agreed_on", ends="ended_on"), family__in=families)
    return now.select_related("agreed_by").order_by("agreed_on", "id")[: 10 * ONE_MORE]


def _addresses(
    user: UUID, visible: list[UUID], first: datetime, last: datetime, day: date
) -> QuerySet[Address, Address]:
    clients = _of_the_day(user, visible, first, last).values("case__client")
    now = holds_on(day, starts="valid_from", ends="valid_to")
    return Address.objects.filter(now, person__in=clients).order_by("-valid_from", "-id")[: 4 * ONE_MORE]


def _week_visits(user: UUID, visible: list[UUID], begins: datetime, ends: datetime) -> QuerySet[Visit, Any]:
    seen = Exists(VisitCase.objects.filter(AnyOf("case", visible), visit=OuterRef("pk")))
    rows = Visit.objects.filter(seen, workers__worker=user).planned_between(begins, ends)
    return _by_day(rows.annotate(on=TruncDate("planned_for")), "id")


def _week_meetings(user: UUID, visible: list[UUID], begins: datetime, ends: datetime) -> QuerySet[MeetingCase, Any]:
    rows = _meetings_ahead(user, visible).filter(meeting__scheduled_for__gte=begins, meeting__scheduled_for__lt=ends)
    return _by_day(rows.annotate(on=TruncDate("meeting__scheduled_for")), "meeting")


def _due(mine: list[UUID], near: date, week_last: date) -> QuerySet[Milestone, Any]:
    """How many clocks wait for each day, those that are late included."""
    soon = Q(due_on__lte=near) | Q(due_on__lte=week_last)
    return _by_day(Milestone.objects.waiting().filter(AnyOf("case", mine), soon).values("due_on"), "id", on="due_on")


def _by_day(rows: QuerySet, counted: str, on: str = "on") -> QuerySet:
    return rows.order_by().values_list(on).annotate(n=Count(counted, distinct=True)).order_by(on)


def _clocks(mine: list[UUID], near: date) -> QuerySet[Milestone, Milestone]:
    waiting = Milestone.objects.waiting().filter(AnyOf("case", mine), due_on__lte=near)
    return waiting.order_by("due_on", "id")[:ONE_MORE]


def _births(mine: list[UUID], births_from: date, births_to: date) -> QuerySet[Case, Case]:
    """Cases whose pregnancy ends soon, with whose case it is: a father's worker need not know of the mother."""
    expected = Q(pregnancy__ended_on=None, pregnancy__due_date__gte=births_from, pregnancy__due_date__lte=births_to)
    unborn = Exists(Child.objects.filter(pregnancy=OuterRef("pregnancy"), state="unborn"))
    rows = Case.objects.filter(expected, unborn, AnyOf("pk", mine))
    return rows.select_related("client", "pregnancy", "child__person").order_by("pregnancy__due_date", "id")[:ONE_MORE]


def _meetings_ahead(user: UUID, visible: list[UUID]) -> QuerySet[MeetingCase, MeetingCase]:
    return MeetingCase.objects.filter(
        AnyOf("case", visible), meeting__invitations__worker=user, meeting__held_on=None, meeting__cancelled_on=None
    )


def _meetings(
    user: UUID, visible: list[UUID], first: datetime, meetings_until: datetime
) -> QuerySet[MeetingCase, MeetingCase]:
    rows = _meetings_ahead(user, visible).filter(
        meeting__scheduled_for__gte=first, meeting__scheduled_for__lt=meetings_until
    )
    rows = rows.select_related("meeting", "case__client", "case__child__person")
    return rows.order_by("meeting__scheduled_for", "meeting_id", "id")[: 4 * ONE_MORE]


def _drafts(user: UUID, visible: list[UUID]) -> QuerySet[VisitNote, VisitNote]:
    unsigned = VisitNote.objects.filter(AnyOf("visit_case__case", visible), signed_at=None, entered_by=user)
    return unsigned.select_related("visit_case__visit", "visit_case__case__client").order_by("entered_at")[:ONE_MORE]


def _tasks(user: UUID, visible: list[UUID]) -> QuerySet[Task, Task]:
    waiting = Task.objects.filter(AnyOf("case", visible), assigned_to=user, done_on=None, cancelled_on=None)
    return waiting.select_related("case__client").order_by("-urgent", "due_on", "id")[:ONE_MORE]


def _typed(user: UUID) -> QuerySet[Draft, Any]:
    """Visits that were begun and never saved, the latest first, whether their case may be seen or not."""
    rows = Draft.objects.filter(user=user, kind="visit", subject_id__startswith=CASE).order_by("-saved_at")
    return rows.values_list("subject_id", "saved_at")[:MOST_ROWS]


def _notes(user: UUID, mine: list[UUID], since: datetime) -> QuerySet[VisitNote, VisitNote]:
    """What colleagues signed about shared families."""
    signed = VisitNote.objects.filter(AnyOf("visit_case__case", mine), signed_at__gte=since).exclude(signed_by=user)
    rows = signed.select_related("signed_by", "visit_case__visit", "visit_case__case__client")
    return rows.order_by("-signed_at", "-id")[:ONE_MORE]


_GATE = Prepared(_gate)
_ROWS = Together(
    visits=_visits,
    colleagues=_colleagues,
    flags=_flags,
    addresses=_addresses,
    week_visits=_week_visits,
    week_meetings=_week_meetings,
    due=_due,
    clocks=_clocks,
    births=_births,
    meetings=_meetings,
    drafts=_drafts,
    tasks=_tasks,
    typed=_typed,
    notes=_notes,
)
