"""All that a case page shows, in a bounded number of queries whatever the size of the case."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from accounts.models import User
from families.access import remember_named
from families.definition_of import rules_of
from families.models import (
    Allocation,
    Case,
    Child,
    Consent,
    Cover,
    FamilyMember,
    Goal,
    HandOver,
    SafetyFlag,
    Status,
    Task,
)
from families.querysets.one_case import children_about
from families.reading import case_rows
from families.reading.clocks import ClockLine
from families.reading.summary import Summary, summarise
from families.registries import CaseLink, TimelineEntry, links_of
from families.timeline.reading import read_timeline

FIRST_ENTRIES = 12


@dataclass(frozen=True)
class SlotLine:
    """A slot of the service and who holds it; a required one without an owner is a gap until it is handed over."""

    key: str
    label: str
    required: bool
    allocation: Allocation | None
    cover: Cover | None
    handed: HandOver | None


@dataclass(frozen=True)
class StatusLine:
    status: Status
    label: str
    categories: tuple[str, ...]
    of_whom: str
    on_register: bool


@dataclass(frozen=True)
class MemberLine:
    member: FamilyMember
    relation: str
    age: int | None


@dataclass(frozen=True)
class CasePage:
    summary: Summary
    stage: str
    waiting: tuple[ClockLine, ...]
    met: tuple[ClockLine, ...]
    flags: tuple[SafetyFlag, ...]
    slots: tuple[SlotLine, ...]
    statuses: tuple[StatusLine, ...]
    consent: Consent | None
    goals: tuple[Goal, ...]
    tasks: tuple[Task, ...]
    members: tuple[MemberLine, ...]
    timeline: tuple[TimelineEntry, ...]
    more_in_timeline: bool
    links: tuple[CaseLink, ...]
    reading: tuple[CaseLink, ...]
    age: int | None


def read_case(case: Case, user: User, today: date) -> CasePage:
    """The page of a case that was found by ``case_shown_to(user)``, as it stands on ``today``."""
    children = children_about(case)
    summary = summarise(case, today, children)
    slots = _slots(case, user, today)
    clocks = _clocks(case, children, today)
    told = read_timeline(case, user, most=FIRST_ENTRIES)
    links = links_of(case, user)
    return CasePage(
        summary=summary,
        stage=_stage_label(case),
        waiting=tuple(line for line in clocks if line.state != "met"),
        met=tuple(line for line in clocks if line.state == "met"),
        flags=tuple(case_rows.flags(family=case.family_id, client=case.client_id, today=today)),
        slots=slots,
        statuses=tuple(_statuses(summary, today)),
        consent=case_rows.consents.one(case=case.pk),
        goals=tuple(case_rows.goals(case=case.pk)),
        tasks=tuple(case_rows.tasks(case=case.pk)),
        members=tuple(_members(case, children, today)),
        timeline=told.entries,
        more_in_timeline=bool(told.older),
        links=tuple(link for link in links if link.place == "record"),
        reading=tuple(link for link in links if link.place == "read"),
        age=_age(case.client.date_of_birth, today),
    )


def _language() -> str:
    return get_language() or "en"


def _stage_label(case: Case) -> str:
    for stage in rules_of(case).stages:
        if stage.key == case.stage:
            return stage.label.text(_language())
    return case.get_stage_display()


def _clocks(case: Case, children: list[Child], today: date) -> list[ClockLine]:
    known = {child.pk: child for child in children}
    rows = case_rows.milestones(case=case.pk)
    for row in rows:
        row.case = case
        if row.child_id in known:
            row.child = known[row.child_id]
    return [ClockLine(row, today) for row in rows]


def _slots(case: Case, user: User, today: date) -> tuple[SlotLine, ...]:
    current = {one.slot: one for one in case_rows.allocations(case=case.pk, today=today)}
    covers = {one.allocation_id: one for one in case_rows.covers(case=case.pk, today=today)}
    named = {one.worker_id for one in current.values()}
    named |= {cover.worker_id for one in current.values() if (cover := covers.get(one.pk))}
    remember_named(user, case, user.pk in named)
    handed = {one.slot: one for one in case_rows.hand_overs(case=case.pk)}
    found = []
    for slot in rules_of(case).slots:
        allocation = current.get(slot.key)
        if allocation or slot.required:
            cover = covers.get(allocation.pk) if allocation else None
            label = slot.label.text(_language())
            found.append(SlotLine(slot.key, label, slot.required, allocation, cover, handed.get(slot.key)))
    return tuple(found)


def _statuses(summary: Summary, today: date) -> list[StatusLine]:
    """Statuses of the client and of the babies of the case, those of nobody else in the family."""
    definition = rules_of(summary.case)
    labels = {status.key: status for status in definition.statuses}
    names = {summary.case.client_id: summary.name}
    children = summary.case.pregnancy.children.all() if summary.case.pregnancy else [summary.case.child]
    names |= {child.person_id: baby.name for child, baby in zip(children, summary.babies, strict=True)}
    rows = case_rows.statuses(people=list(names), today=today)
    return [_status_line(row, labels, names[row.person_id]) for row in rows]


def _status_line(row: Status, labels: dict, of_whom: str) -> StatusLine:
    known = labels.get(row.kind)
    categories = {one.key: one.label.text(_language()) for one in (known.categories if known else ())}
    return StatusLine(
        status=row,
        label=known.label.text(_language()) if known else row.kind,
        categories=tuple(categories.get(key, key) for key in row.categories),
        of_whom=of_whom,
        on_register=row.on_register,
    )


def _members(case: Case, children: list[Child], today: date) -> list[MemberLine]:
    """Who else belongs; nobody from the other side where the parents are kept apart."""
    labels = {one.key: one.label.text(_language()) for one in rules_of(case).relations}
    family = {"family": case.family_id, "client": case.client_id, "today": today}
    if case.family.parents_kept_apart:
        found = case_rows.children_among(**family, children=[child.pk for child in children])
    else:
        found = case_rows.members(**family)
    return [
        MemberLine(one, labels.get(one.relation, one.relation), _age(one.person.date_of_birth, today)) for one in found
    ]


def _age(born: date | None, today: date) -> int | None:
    """Completed years."""
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
