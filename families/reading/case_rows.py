"""The rows of a case page. Each is asked for by the id of a case that was found through the gate."""

from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet

from activity.prepared import AnyOf, Prepared
from families.models import (
    Allocation,
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

MOST_ROWS = 40


def _milestones(case: UUID) -> QuerySet[Milestone, Milestone]:
    return Milestone.objects.filter(case=case, withdrawn_on=None).order_by("due_on", "rule")[: 2 * MOST_ROWS]


def _flags(family: UUID, client: UUID, today: date) -> QuerySet[SafetyFlag, SafetyFlag]:
    now = SafetyFlag.objects.filter(holds_on(today, starts="agreed_on", ends="ended_on"), family=family)
    about = now.filter(Q(person=None) | Q(person=client))
    return about.select_related("agreed_by").order_by("agreed_on")[:MOST_ROWS]


def _allocations(case: UUID, today: date) -> QuerySet[Allocation, Allocation]:
    return Allocation.objects.current(today).filter(case=case).select_related("worker")


def _covers(case: UUID, today: date) -> QuerySet[Cover, Cover]:
    return Cover.objects.filter(holds_on(today), allocation__case=case).select_related("worker")


def _hand_overs(case: UUID) -> QuerySet[HandOver, HandOver]:
    return HandOver.objects.filter(case=case).order_by("done_on")


def _statuses(people: list[UUID], today: date) -> QuerySet[Status, Status]:
    return Status.objects.holding_on(today).filter(AnyOf("person", people)).order_by("-on_register", "-starts")


def _consents(case: UUID) -> QuerySet[Consent, Consent]:
    whose = Q(case__family__parents_kept_apart=False) | Q(person=F("case__client"))
    return Consent.objects.filter(whose, case=case).order_by("-answered_on", "-id")[:1]


def _goals(case: UUID) -> QuerySet[Goal, Goal]:
    return Goal.objects.filter(case=case, reached_on=None, dropped_on=None).order_by("agreed_on")[:MOST_ROWS]


def _tasks(case: UUID) -> QuerySet[Task, Task]:
    waiting = Task.objects.filter(case=case, done_on=None, cancelled_on=None).select_related("assigned_to")
    return waiting.order_by("-urgent", "due_on", "id")[:MOST_ROWS]


def _members(family: UUID, client: UUID, today: date) -> QuerySet[FamilyMember, FamilyMember]:
    rows = FamilyMember.objects.filter(holds_on(today, starts="valid_from", ends="valid_to"), family=family)
    rows = rows.exclude(person=client).select_related("person__child")
    return rows.order_by("person__date_of_birth", "id")[:MOST_ROWS]


def _children_among(
    family: UUID, client: UUID, today: date, children: list[UUID]
) -> QuerySet[FamilyMember, FamilyMember]:
    """Where the parents are kept apart: nobody but the children that the case is about."""
    rows = FamilyMember.objects.filter(holds_on(today, starts="valid_from", ends="valid_to"), family=family)
    rows = rows.filter(AnyOf("person__child", children)).exclude(person=client).select_related("person__child")
    return rows.order_by("person__date_of_birth", "id")[:MOST_ROWS]


milestones = Prepared(_milestones)
flags = Prepared(_flags)
allocations = Prepared(_allocations)
covers = Prepared(_covers)
hand_overs = Prepared(_hand_overs)
statuses = Prepared(_statuses)
consents = Prepared(_consents)
goals = Prepared(_goals)
tasks = Prepared(_tasks)
members = Prepared(_members)
children_among = Prepared(_children_among)
