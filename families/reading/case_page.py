"""All that a case page shows, in a bounded number of queries whatever the size of the case."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import get_language

from accounts.models import User
from families.definition_of import rules_of
from families.models import (
    Allocation,
    Case,
    Consent,
    Cover,
    FamilyMember,
    Goal,
    HandOver,
    Milestone,
    SafetyFlag,
    Status,
    Task,
)
from families.querysets.dated import holds_on
from families.reading.clocks import ClockLine, lines, with_names
from families.reading.summary import Summary, summarise, with_babies
from families.registries import CaseLink, TimelineEntry, links_of, timeline_of

FIRST_ENTRIES = 12
MOST_ROWS = 40


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


def read_case(case: Case, user: User, today: date) -> CasePage:
    """The page of a case that ``user`` may see, as it stands on ``today``."""
    summary = summarise(with_babies(Case.objects.for_reading()).get(pk=case.pk), today)
    case = summary.case
    clocks = lines(with_names(_milestones(case)), today)
    entries = timeline_of(case, user)
    links = links_of(case, user)
    return CasePage(
        summary=summary,
        stage=_stage_label(case),
        waiting=tuple(line for line in clocks if line.state != "met"),
        met=tuple(line for line in clocks if line.state == "met"),
        flags=tuple(_flags(case, today)),
        slots=tuple(_slots(case, today)),
        statuses=tuple(_statuses(summary, today)),
        consent=case.consents.order_by("answered_on", "id").last(),
        goals=tuple(case.goals.filter(reached_on=None, dropped_on=None).order_by("agreed_on")[:MOST_ROWS]),
        tasks=tuple(_tasks(case)),
        members=tuple(_members(case, today)),
        timeline=tuple(entries[:FIRST_ENTRIES]),
        more_in_timeline=len(entries) > FIRST_ENTRIES,
        links=tuple(link for link in links if link.place == "record"),
        reading=tuple(link for link in links if link.place == "read"),
    )


def _language() -> str:
    return get_language() or "en"


def _stage_label(case: Case) -> str:
    for stage in rules_of(case).stages:
        if stage.key == case.stage:
            return stage.label.text(_language())
    return case.get_stage_display()


def _milestones(case: Case) -> QuerySet[Milestone]:
    return case.milestones.filter(withdrawn_on=None).order_by("due_on", "rule")[: 2 * MOST_ROWS]


def _flags(case: Case, today: date) -> list[SafetyFlag]:
    now = case.family.safety_flags.filter(holds_on(today, starts="agreed_on", ends="ended_on"))
    about = now.filter(Q(person=None) | Q(person=case.client_id))
    return list(about.select_related("agreed_by").order_by("agreed_on")[:MOST_ROWS])


def _slots(case: Case, today: date) -> list[SlotLine]:
    covers = Cover.objects.filter(holds_on(today)).select_related("worker")
    current = {
        one.slot: one
        for one in case.allocations.current(today)
        .select_related("worker")
        .prefetch_related(Prefetch("covers", queryset=covers, to_attr="covers_now"))
    }
    handed = {one.slot: one for one in case.hand_overs.order_by("done_on")}
    found = []
    for slot in rules_of(case).slots:
        allocation = current.get(slot.key)
        if allocation or slot.required:
            cover = next(iter(allocation.covers_now), None) if allocation else None
            label = slot.label.text(_language())
            found.append(SlotLine(slot.key, label, slot.required, allocation, cover, handed.get(slot.key)))
    return found


def _statuses(summary: Summary, today: date) -> list[StatusLine]:
    """Statuses of the client and of the babies of the case, those of nobody else in the family."""
    definition = rules_of(summary.case)
    labels = {status.key: status for status in definition.statuses}
    names = {summary.case.client_id: summary.name}
    children = summary.case.pregnancy.children.all() if summary.case.pregnancy else [summary.case.child]
    names |= {child.person_id: baby.name for child, baby in zip(children, summary.babies, strict=True)}
    rows = Status.objects.holding_on(today).filter(person__in=list(names)).order_by("-on_register", "-starts")
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


def _tasks(case: Case) -> list[Task]:
    waiting = case.tasks.filter(done_on=None, cancelled_on=None).select_related("assigned_to")
    return list(waiting.order_by("-urgent", "due_on", "id")[:MOST_ROWS])


def _members(case: Case, today: date) -> list[MemberLine]:
    """Who else belongs; nobody from the other side where the parents are kept apart."""
    labels = {one.key: one.label.text(_language()) for one in rules_of(case).relations}
    rows = case.family.members.filter(holds_on(today, starts="valid_from", ends="valid_to"))
    rows = rows.exclude(person=case.client_id)
    if case.family.parents_kept_apart:
        rows = rows.filter(
            Q(person__child__pregnancy=case.pregnancy_id, person__child__pregnancy__isnull=False)
            | Q(person__child=case.child_id, person__child__isnull=False)
        )
    found = rows.select_related("person__child__pregnancy__mother", "person").order_by("person__date_of_birth", "id")
    return [
        MemberLine(one, labels.get(one.relation, one.relation), _age(one.person.date_of_birth, today))
        for one in found[:MOST_ROWS]
    ]


def _age(born: date | None, today: date) -> int | None:
    """Completed years."""
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
