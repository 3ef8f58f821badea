"""The rows of a case page. Each is asked for by the id of a case that was found through the gate."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from activity.prepared import AnyOf, Together
from families.models import (
    Address,
    AgencyContact,
    Allocation,
    ChildHome,
    Closure,
    Consent,
    ContactChannel,
    Cover,
    FamilyMember,
    Goal,
    HandOver,
    Milestone,
    PaperAcknowledgement,
    PaperVersion,
    PersonFact,
    SafetyFlag,
    Separation,
    Status,
    Task,
    Transfer,
)
from families.models.choices import Answer
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


def _kin_statuses(family: UUID, client: UUID, today: date, children: list[UUID]) -> QuerySet[Status, Status]:
    """Brothers and sisters who are looked after, or on the register: never anybody of the other side."""
    shown = Exists(_places(family, client, today, children).filter(person=OuterRef("person")))
    rows = Status.objects.holding_on(today).filter(Q(looked_after=True) | Q(on_register=True), shown, family=family)
    return rows.order_by("starts", "id")[:MOST_ROWS]


def _consents(case: UUID) -> QuerySet[Consent, Consent]:
    whose = Q(case__family__parents_kept_apart=False) | Q(person=F("case__client"))
    return Consent.objects.filter(whose, case=case).order_by("-answered_on", "-id")[:1]


def _goals(case: UUID) -> QuerySet[Goal, Goal]:
    return Goal.objects.filter(case=case, reached_on=None, dropped_on=None).order_by("agreed_on")[:MOST_ROWS]


def _tasks(case: UUID) -> QuerySet[Task, Task]:
    waiting = Task.objects.filter(case=case, done_on=None, cancelled_on=None).select_related("assigned_to")
    return waiting.order_by("-urgent", "due_on", "id")[:MOST_ROWS]


def _places(family: UUID, client: UUID, today: date, children: list[UUID]) -> QuerySet[FamilyMember, FamilyMember]:
    """Who belongs; where the parents are kept apart, nobody but the client and the children of the case."""
    whose = Q(family__parents_kept_apart=False) | Q(person=client) | Q(AnyOf("person__child", children))
    now = holds_on(today, starts="valid_from", ends="valid_to")
    return FamilyMember.objects.filter(now & whose, family=family)


def _members(family: UUID, client: UUID, today: date, children: list[UUID]) -> QuerySet[FamilyMember, FamilyMember]:
    rows = _places(family, client, today, children)
    return rows.select_related("person__child").order_by("person__date_of_birth", "id")[:MOST_ROWS]


def _addresses(family: UUID, client: UUID, today: date, children: list[UUID]) -> QuerySet[Address, Address]:
    """Where those live who are shown."""
    shown = Exists(_places(family, client, today, children).filter(person=OuterRef("person")))
    now = Address.objects.filter(holds_on(today, starts="valid_from", ends="valid_to"))
    return now.filter(Q(person=client) | shown).order_by("-valid_from", "-id")[: 2 * MOST_ROWS]


def _answers(
    family: UUID, client: UUID, today: date, children: list[UUID], question: str
) -> QuerySet[PersonFact, PersonFact]:
    """What those who are shown answered to the question that draws them."""
    shown = Exists(_places(family, client, today, children).filter(person=OuterRef("person")))
    rows = PersonFact.objects.filter(Q(person=client) | shown, question=question, answer=Answer.GIVEN)
    return rows.order_by("recorded_on", "id")[: 2 * MOST_ROWS]


def _channels(client: UUID, today: date) -> QuerySet[ContactChannel, ContactChannel]:
    now = holds_on(today, starts="valid_from", ends="valid_to")
    return ContactChannel.objects.filter(now, person=client).order_by("channel", "valid_from", "id")[:MOST_ROWS]


def _network(case: UUID, today: date) -> QuerySet[AgencyContact, AgencyContact]:
    now = AgencyContact.objects.filter(holds_on(today), case=case)
    return now.order_by("role", "-starts", "-id")[: MOST_ROWS + 1]


def _closures(case: UUID) -> QuerySet[Closure, Closure]:
    return Closure.objects.filter(case=case).order_by("id")[:MOST_ROWS]


def _signed(case: UUID) -> QuerySet[PaperVersion, PaperVersion]:
    rows = PaperVersion.objects.signed().filter(paper__case=case).select_related("paper")
    return rows.order_by("-signed_at", "-number")[:MOST_ROWS]


def _acknowledgements(case: UUID) -> QuerySet[PaperAcknowledgement, PaperAcknowledgement]:
    return PaperAcknowledgement.objects.filter(of__paper__case=case).order_by("-acknowledged_on", "-id")[:MOST_ROWS]


def _separations(children: list[UUID]) -> QuerySet[Separation, Separation]:
    rows = Separation.objects.filter(AnyOf("child", children)).select_related("return_home")
    return rows.order_by("separated_on", "id")[:MOST_ROWS]


def _homes(children: list[UUID]) -> QuerySet[ChildHome, ChildHome]:
    return ChildHome.objects.filter(AnyOf("child", children)).order_by("-since", "-id")[:MOST_ROWS]


def _passed(case: UUID) -> QuerySet[Transfer, Transfer]:
    """Through which other services the case came, the last one first, and how it went on in one."""
    rows = Transfer.objects.filter(Q(case=case) | Q(to_case=case) | Q(goes_on_in=case), to_case__isnull=False)
    with_names = rows.select_related("case", "to_case", "from_team", "to_team", "to_service")
    return with_names.order_by("-accepted_on", "-entered_at", "-id")[:MOST_ROWS]


rows_of = Together(
    milestones=_milestones,
    flags=_flags,
    allocations=_allocations,
    covers=_covers,
    hand_overs=_hand_overs,
    statuses=_statuses,
    kin_statuses=_kin_statuses,
    consents=_consents,
    goals=_goals,
    tasks=_tasks,
    members=_members,
    addresses=_addresses,
    answers=_answers,
    channels=_channels,
    network=_network,
    closures=_closures,
    separations=_separations,
    homes=_homes,
    passed=_passed,
    signed=_signed,
    acknowledgements=_acknowledgements,
)
"""All of it in one statement."""
