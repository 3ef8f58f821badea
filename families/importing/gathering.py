"""The facts and stages of many cases at once, in a constant number of queries.

The same answers as ``families.facts.gather`` and ``families.stages.stage_of`` give for one case;
a test holds them to it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Any
from uuid import UUID

from attrs import define, field
from django.db.models import Min, Q

from families.clocks import Event, Facts
from families.facts import Named, of_children, of_meetings, of_status
from families.models import (
    Allocation,
    Attendance,
    Case,
    Child,
    Closure,
    Document,
    HandOver,
    MeetingCase,
    PaperVersion,
    Status,
    VisitCase,
)
from families.models.choices import ChildState, Stage, VisitOutcome
from families.registries import facts_of


@define
class Gathered:
    """Rows of a number of cases, by case."""

    children: dict[UUID, list[Child]] = field(factory=dict)
    allocations: dict[UUID, list[tuple[str, date]]] = field(factory=dict)
    contacts: dict[UUID, date] = field(factory=dict)
    closing: dict[UUID, date] = field(factory=dict)
    meetings: dict[UUID, list[Any]] = field(factory=dict)
    statuses: dict[UUID, list[Status]] = field(factory=dict)
    documents: dict[UUID, list[tuple[str, date]]] = field(factory=dict)
    papers: dict[UUID, list[tuple[str, date, UUID | None]]] = field(factory=dict)
    hand_overs: dict[UUID, list[tuple[UUID, date]]] = field(factory=dict)


def fetch(cases: Sequence[Case]) -> Gathered:
    """Fetch what the facts and stages of the cases rest on."""
    keys = [case.pk for case in cases]
    children = _children(cases)
    people = {case.client_id for case in cases} | {child.person_id for found in children.values() for child in found}
    done = VisitCase.objects.filter(case__in=keys, visit__outcome=VisitOutcome.DONE)
    came = Attendance.objects.filter(case__in=keys, came=True, session__counts_as_contact=True)
    closing = Closure.objects.filter(case__in=keys, refused_on__isnull=True, reopened_on__isnull=True)
    held = MeetingCase.objects.filter(case__in=keys, meeting__held_on__isnull=False).select_related("meeting")
    signed = PaperVersion.objects.signed().filter(paper__case__in=keys)
    return Gathered(
        children=children,
        allocations=_by_first(Allocation.objects.filter(case__in=keys).values_list("case", "slot", "starts")),
        contacts=_earliest(
            done.values_list("case").annotate(Min("visit__happened_at__date")),
            came.values_list("case").annotate(Min("session__held_at__date")),
        ),
        closing=dict(closing.values_list("case", "asked_on")),
        meetings=_grouped(held.prefetch_related("meeting__subjects"), "case_id"),
        statuses=_grouped(Status.objects.filter(person__in=people).order_by("starts"), "person_id"),
        documents=_by_first(Document.objects.standing().filter(case__in=keys).values_list("case", "kind", "dated")),
        papers=_by_first(signed.values_list("paper__case", "counts_as", "dated", "paper__child")),
        hand_overs=_by_first(HandOver.objects.filter(case__in=keys).values_list("case", "child", "done_on")),
    )


def _earliest(*days: Iterable[tuple[UUID, date]]) -> dict[UUID, date]:
    """The first of the days that each case has."""
    found: dict[UUID, date] = {}
    for key, day in chain(*days):
        found[key] = min(day, found.get(key, day))
    return found


def stage_in(case: Case, rows: Gathered) -> tuple[Stage, date]:
    """As ``stage_of``, from fetched rows."""
    if case.closed_on:
        return Stage.CLOSED, case.closed_on
    if case.pk in rows.closing:
        return Stage.CLOSING, rows.closing[case.pk]
    born = _first_birth(case, rows.children[case.pk])
    if born:
        return Stage.POSTNATAL, max(born, case.opened_on)
    if case.pk in rows.contacts:
        return Stage.ANTENATAL, max(rows.contacts[case.pk], case.opened_on)
    starts = [day for _slot, day in rows.allocations.get(case.pk, ())]
    return (Stage.ALLOCATED, min(starts)) if starts else (Stage.ACCEPTED, case.opened_on)


def facts_in(case: Case, rows: Gathered) -> Facts:
    """As ``gather``, from fetched rows and what higher apps know."""
    children = rows.children[case.pk]
    subjects = {child.person_id: str(child.pk) for child in children}
    events: dict[str, list[Event]] = defaultdict(list)
    for source in (
        _of_the_case(case, rows),
        of_children(children),
        of_meetings(rows.meetings.get(case.pk, ()), subjects),
        _of_statuses([case.client_id, *subjects], rows, subjects),
    ):
        for name, event in source:
            events[name].append(event)
    for name, found in facts_of(case).items():
        events[name].extend(found)
    pregnancy = case.pregnancy or (case.child.pregnancy if case.child else None)
    return Facts(
        events={name: tuple(sorted(found, key=lambda e: (e.on, e.subject or ""))) for name, found in events.items()},
        due_date=pregnancy.due_date if pregnancy else None,
        children=tuple(str(child.pk) for child in children),
    )


def _children(cases: Sequence[Case]) -> dict[UUID, list[Child]]:
    pregnancies = {case.pregnancy_id for case in cases if case.pregnancy_id}
    alone = {case.child_id for case in cases if case.child_id}
    found = (
        Child.objects.filter(Q(pregnancy__in=pregnancies) | Q(pk__in=alone))
        .select_related("person", "birth", "loss")
        .order_by("birth_order")
    )
    by_pregnancy, by_key = _grouped(found, "pregnancy_id"), {child.pk: child for child in found}
    return {
        case.pk: [by_key[case.child_id]] if case.child_id else by_pregnancy.get(case.pregnancy_id, []) for case in cases
    }


def _first_birth(case: Case, children: list[Child]) -> date | None:
    if case.child_id:
        return children[0].person.date_of_birth if children[0].state == ChildState.BORN else None
    return min((child.birth.born_on for child in children if hasattr(child, "birth")), default=None)


def _of_the_case(case: Case, rows: Gathered) -> Iterator[Named]:
    yield "referred", Event(case.referred_on)
    yield "accepted", Event(case.opened_on)
    for slot, starts in rows.allocations.get(case.pk, ()):
        yield f"slot:{slot}", Event(starts)
    if case.pk in rows.contacts:
        yield "first_contact", Event(rows.contacts[case.pk])
    if case.pk in rows.closing:
        yield "closing", Event(rows.closing[case.pk])
    if case.closed_on:
        yield "closed", Event(case.closed_on)
    for kind, dated in rows.documents.get(case.pk, ()):
        yield f"document:{kind}", Event(dated)
    for kind, dated, child in rows.papers.get(case.pk, ()):
        yield f"document:{kind}", Event(dated, str(child) if child else None)
    for child, done_on in rows.hand_overs.get(case.pk, ()):
        yield "handed_over", Event(done_on, str(child))


def _of_statuses(people: list[UUID], rows: Gathered, subjects: dict[UUID, str]) -> Iterator[Named]:
    for person in people:
        for status in rows.statuses.get(person, ()):
            yield from of_status(status, subjects.get(person))


def _grouped(rows: Iterable[Any], name: str) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return dict(found)


def _by_first(rows: Iterable[tuple[Any, ...]]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for first, *others in rows:
        found[first].append(tuple(others))
    return dict(found)
