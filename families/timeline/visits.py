"""Visits on the timeline of a case, and the ways to record one."""

from collections.abc import Iterator

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from families.access import can_log_visit
from families.models import Case, VisitCase, VisitWorker
from families.models.choices import Concern, VisitOutcome
from families.reading.visits import place_label
from families.registries import CaseLink, TimelineEntry

SHOWN = 240
KINDS = {VisitOutcome.DONE: "visit", VisitOutcome.NO_ACCESS: "noaccess"}


def entries(case: Case, user: User) -> Iterator[TimelineEntry]:
    """One entry for each visit of the case, those to come included; drafts of ``user`` alone."""
    workers = VisitWorker.objects.select_related("worker").order_by("id")
    rows = VisitCase.objects.filter(case=case)
    for row in rows.select_related("visit", "note").prefetch_related(Prefetch("visit__workers", queryset=workers)):
        there = [one.worker for one in row.visit.workers.all()]
        if row.visit.outcome != VisitOutcome.DRAFT or user in there:
            yield _entry(case, row, there, user)


def links(case: Case, user: User) -> Iterator[CaseLink]:
    """What a worker may add beside what the page itself offers: a visit to come, a task."""
    if can_log_visit(user, case):
        yield CaseLink("visit_plan", _("Plan a visit"), _address("visit_plan", case), order=11)
        yield CaseLink("task_new", _("Add a task"), _address("task_new", case), order=60)


def _entry(case: Case, row: VisitCase, there: list[User], user: User) -> TimelineEntry:
    visit = row.visit
    return TimelineEntry(
        at=visit.happened_at or visit.planned_for or visit.entered_at,
        kind=KINDS.get(VisitOutcome(visit.outcome), "planned"),
        title=_title(case, row),
        text=_text(row, there, user),
        by=", ".join(worker.name for worker in there),
        url=reverse("families:visit", args=[visit.pk]),
        key=row.concern == Concern.SAFEGUARDING,
    )


def _title(case: Case, row: VisitCase) -> str:
    outcome = VisitOutcome(row.visit.outcome)
    if outcome == VisitOutcome.DONE:
        place = place_label(case, row.visit.place)
        return _("Visit: %(place)s") % {"place": place} if place else _("Visit")
    titles = {
        VisitOutcome.NO_ACCESS: _("No access"),
        VisitOutcome.CANCELLED: _("Visit cancelled"),
        VisitOutcome.DRAFT: _("Visit, draft not signed"),
        VisitOutcome.PLANNED: _("Visit planned"),
    }
    return titles[outcome]


def _text(row: VisitCase, there: list[User], user: User) -> str:
    note = getattr(row, "note", None)
    if note is None:
        return row.visit.reason
    if note.signed_at is None and user not in there:
        return _("The note is not signed yet.")
    return Truncator(note.text).chars(SHOWN)


def _address(name: str, case: Case) -> str:
    return reverse(f"families:{name}", args=[case.pk])
