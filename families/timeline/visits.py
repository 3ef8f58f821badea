"""Visits on the timeline of a case, and the ways to record one."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Substr
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from families.access import can_log_visit
from families.models import Case, NoteAddendum, VisitCase, VisitMove, VisitWorker
from families.models.choices import Concern, VisitOutcome
from families.reading.visits import place_label
from families.registries import Asked, CaseLink, Line, Telling, TimelineEntry, TimelineSource
from families.timeline.lines import Whole, told
from ui.filters import when

SHOWN = 240
READ = 4 * SHOWN
"""Characters fetched: more than are shown, because accents may count for none."""


def rows(asked: Asked) -> QuerySet:
    """The visits of the case, those to come included; drafts only of who reads."""
    workers = VisitWorker.objects.filter(visit=OuterRef("visit"))
    there = Exists(workers.filter(worker=asked.user))
    kind = models.Case(
        When(visit__outcome=VisitOutcome.DONE, then=Value("visit")),
        When(visit__outcome=VisitOutcome.NO_ACCESS, then=Value("noaccess")),
        default=Value("planned"),
        output_field=CharField(),
    )
    return told(
        VisitCase.objects.filter(~Q(visit__outcome=VisitOutcome.DRAFT) | there, case=asked.case),
        at=Coalesce("visit__happened_at", "visit__planned_for", "visit__entered_at"),
        kind=kind,
        key=Q(concern=Concern.SAFEGUARDING),
        full=_all_that_may_be_read(there),
        visit="visit_id",
        outcome="visit__outcome",
        place="visit__place",
        reason="reason",
        note=Substr("note__text", 1, READ),
        to_read=ExpressionWrapper(Q(note__signed_at__isnull=False) | there, output_field=BooleanField()),
        workers=ArraySubquery(workers.order_by("id").values("worker__name")),
    )


def _all_that_may_be_read(there: Exists) -> Whole:
    """The note with its additions, an unsigned one only for who was there, and who else was seen."""
    additions = NoteAddendum.objects.filter(note__visit_case=OuterRef("pk")).order_by()
    joined = additions.values("note").annotate(joined=StringAgg("text", Value(" "))).values("joined")
    note = models.Case(
        When(Q(note__signed_at__isnull=False) | there, then=F("note__text")), default=None, output_field=TextField()
    )
    return Whole(note, Subquery(joined), F("others_seen"), F("reason"))


def words(line: Line, telling: Telling) -> TimelineEntry:
    """Where, who, and the first words of the note where it may be read."""
    facts: Any = line.told
    return TimelineEntry(
        at=line.at,
        kind=line.kind,
        title=_title(telling.case, facts),
        text=_text(facts),
        by=", ".join(facts["workers"]),
        url=reverse("families:visit", args=[facts["visit"]]),
        key=line.key,
    )


def moves(asked: Asked) -> QuerySet:
    """Each time that a visit of the case was booked for another time."""
    found = VisitMove.objects.filter(visit_case__case=asked.case)
    return told(
        found, at="entered_at", kind="planned", visit="visit_case__visit_id", now_for="now_for", why="reason",
        by="entered_by__name",
    )  # fmt: skip


def move_words(line: Line, telling: Telling) -> TimelineEntry:
    """For when, and why."""
    facts: Any = line.told
    return TimelineEntry(
        at=line.at,
        kind=line.kind,
        title=_("Visit moved to %(time)s") % {"time": when(datetime.fromisoformat(facts["now_for"]))},
        text=facts["why"],
        by=facts["by"] or "",
        url=reverse("families:visit", args=[facts["visit"]]),
    )


SOURCES = (
    TimelineSource(("visit", "noaccess", "planned"), rows, words),
    TimelineSource(("planned",), moves, move_words),
)


def links(case: Case, user: User) -> Iterator[CaseLink]:
    """What a worker may add beside what the page itself offers: a visit to come, a task; and what all may read."""
    yield CaseLink("visits", _("Visits week by week, and topics"), _address("visits", case), "read", 15)
    if can_log_visit(user, case):
        yield CaseLink("visit_plan", _("Plan a visit"), _address("visit_plan", case), order=11)
        yield CaseLink("task_new", _("Add a task"), _address("task_new", case), order=60)


def _title(case: Case, facts: Any) -> str:
    outcome = VisitOutcome(facts["outcome"])
    if outcome == VisitOutcome.DONE:
        place = place_label(case, facts["place"])
        return _("Visit: %(place)s") % {"place": place} if place else _("Visit")
    titles = {
        VisitOutcome.NO_ACCESS: _("No access"),
        VisitOutcome.CANCELLED: _("Visit cancelled"),
        VisitOutcome.DRAFT: _("Visit, draft not signed"),
        VisitOutcome.PLANNED: _("Visit planned"),
    }
    return titles[outcome]


def _text(facts: Any) -> str:
    if facts["note"] is None:
        return str(facts["reason"])
    if not facts["to_read"]:
        return _("The note is not signed yet.")
    return Truncator(facts["note"]).chars(SHOWN)


def _address(name: str, case: Case) -> str:
    return reverse(f"families:{name}", args=[case.pk])
