"""The whole of one part of somebody's day, by pages: what Today shows the first of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from families.models import Case, MeetingCase, Milestone, Task, VisitCase, VisitNote
from families.naming import case_name
from families.reading.clocks import SOON_DAYS, ClockLine, with_names
from families.reading.today import (
    BIRTHS_SINCE,
    BIRTHS_WITHIN,
    MEETINGS_WITHIN,
    NOTES_SINCE,
    meeting_kind,
    midnight,
)
from ui.filters import ALL, clock_time, when

PAGE = 50
brief_day = ALL["brief_day"]


@dataclass(frozen=True)
class Row:
    """One thing to do, know or sign."""

    lead: str
    title: str
    url: str
    text: str = ""


@dataclass(frozen=True)
class Part:
    """A part of the day: what it is called, its rows in order, and one of them in words."""

    title: str | Promise
    rows: Callable[[User, date], QuerySet]
    words: Callable[[Any], Row]


@dataclass(frozen=True)
class RestPage:
    title: str | Promise
    rows: tuple[Row, ...]
    more: bool


def read_rest(part: str, user: User, day: date, page: int) -> RestPage:
    """Page ``page``, from 1, of a part of the day. KeyError for a part that there is not."""
    found = REST[part]
    first = (page - 1) * PAGE
    rows = list(found.rows(user, day)[first : first + PAGE + 1])
    return RestPage(found.title, tuple(found.words(one) for one in rows[:PAGE]), len(rows) > PAGE)


def _case_url(case: Case) -> str:
    return reverse("families:case", args=[case.pk])


def _visits(user: User, day: date) -> QuerySet:
    rows = VisitCase.objects.filter(case__in=Case.objects.visible_to(user), visit__workers__worker=user)
    rows = rows.filter(visit__outcome="planned", visit__planned_for__gte=midnight(day))
    rows = rows.filter(visit__planned_for__lt=midnight(day + timedelta(days=1)))
    return rows.select_related("visit", "case__client", "case__child__person").order_by("visit__planned_for", "id")


def _visit(row: VisitCase) -> Row:
    url = reverse("families:visit", args=[row.visit_id])
    return Row(clock_time(row.visit.planned_for) if row.visit.planned_for else "", case_name(row.case), url)


def _clocks(user: User, day: date) -> QuerySet:
    near = day + timedelta(days=SOON_DAYS)
    waiting = Milestone.objects.waiting().filter(case__in=Case.objects.named_on(user), due_on__lte=near)
    return with_names(waiting).order_by("due_on", "id")


def _clock(row: Milestone) -> Row:
    line = ClockLine(row, timezone.localdate())
    url = reverse("families:milestone", args=[row.case_id, row.pk])
    return Row(f"{line.big} {line.small}", f"{line.title}, {line.of_whom}", url, date_format(row.due_on, "l j F Y"))


def _tasks(user: User, day: date) -> QuerySet:
    rows = Task.objects.filter(assigned_to=user, done_on=None, cancelled_on=None)
    rows = rows.filter(case__in=Case.objects.visible_to(user)).select_related("case__client", "case__child__person")
    return rows.order_by("-urgent", "due_on", "id")


def _task(row: Task) -> Row:
    return Row(
        brief_day(row.due_on) if row.due_on else "–", row.title, f"{_case_url(row.case)}#tasks", case_name(row.case)
    )


def _births(user: User, day: date) -> QuerySet:
    rows = Case.objects.named_on(user).filter(pregnancy__ended_on=None, pregnancy__children__state="unborn")
    rows = rows.filter(pregnancy__due_date__range=(day - BIRTHS_SINCE, day + BIRTHS_WITHIN)).distinct()
    return rows.select_related("client", "pregnancy", "child__person").order_by("pregnancy__due_date", "id")


def _birth(row: Any) -> Row:
    return Row(brief_day(row.pregnancy.due_date), case_name(row), _case_url(row))


def _meetings(user: User, day: date) -> QuerySet:
    first = midnight(day)
    rows = MeetingCase.objects.filter(case__in=Case.objects.visible_to(user), meeting__invitations__worker=user)
    rows = rows.filter(meeting__held_on=None, meeting__cancelled_on=None, meeting__scheduled_for__gte=first)
    rows = rows.filter(meeting__scheduled_for__lt=first + MEETINGS_WITHIN)
    return rows.select_related("meeting", "case__client", "case__child__person").order_by(
        "meeting__scheduled_for", "id"
    )


def _meeting(row: MeetingCase) -> Row:
    url = reverse("families:meeting", args=[row.meeting_id])
    moment = when(row.meeting.scheduled_for) if row.meeting.scheduled_for else ""
    return Row(moment, meeting_kind([row]), url, case_name(row.case))


def _drafts(user: User, day: date) -> QuerySet:
    rows = VisitNote.objects.filter(signed_at=None, entered_by=user)
    rows = rows.filter(visit_case__case__in=Case.objects.visible_to(user))
    return rows.select_related("visit_case__visit", "visit_case__case__client").order_by("entered_at")


def _draft(row: VisitNote) -> Row:
    visit = row.visit_case.visit
    moment = visit.happened_at or visit.planned_for
    url = reverse("families:visit_log", args=[visit.pk])
    return Row(when(moment) if moment else "", row.visit_case.case.client.full_name, url)


def _notes(user: User, day: date) -> QuerySet:
    since = timezone.now() - NOTES_SINCE
    rows = VisitNote.objects.filter(signed_at__gte=since, visit_case__case__in=Case.objects.named_on(user))
    rows = rows.exclude(signed_by=user).select_related("signed_by", "visit_case__visit", "visit_case__case__client")
    return rows.order_by("-signed_at", "-id")


def _note(row: Any) -> Row:
    url = reverse("families:visit", args=[row.visit_case.visit_id])
    return Row(when(row.signed_at), row.visit_case.case.client.full_name, url, f"{row.signed_by.name}: {row.text[:80]}")


REST: dict[str, Part] = {
    "visits": Part(_("Visits"), _visits, _visit),
    "clocks": Part(_("Clocks"), _clocks, _clock),
    "tasks": Part(_("Tasks"), _tasks, _task),
    "births": Part(_("Births expected"), _births, _birth),
    "meetings": Part(_("Meetings"), _meetings, _meeting),
    "drafts": Part(_("Notes to sign"), _drafts, _draft),
    "notes": Part(_("From colleagues"), _notes, _note),
}
