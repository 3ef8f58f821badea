"""One row of every kind that a merge moves, for either of two records of one person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from activity.models import Draft
from families.actions.pregnancies import add_unborn
from families.models import (
    Address,
    AgencyContact,
    Allocation,
    Attendance,
    Birth,
    Case,
    Child,
    ChildHome,
    ChronologyEntry,
    Closure,
    ComplexityChange,
    Consent,
    ContactChannel,
    Document,
    DueDateEstimate,
    Exclusion,
    FamilyMember,
    Goal,
    Group,
    GroupMember,
    GroupSession,
    HandOver,
    Loss,
    Meeting,
    MeetingCase,
    MeetingInvitation,
    MeetingSeries,
    MeetingSubject,
    Milestone,
    Paper,
    PersonFact,
    PersonName,
    PracticalHelp,
    Pregnancy,
    Report,
    Restriction,
    RestrictionName,
    SafetyFlag,
    Separation,
    SharingEntry,
    Status,
    Supervision,
    SupervisionCase,
    Task,
    Transfer,
    Visit,
    VisitCase,
    VisitNote,
    VisitPerson,
    VisitRhythm,
)
from outcomes.models import Assessment, Evaluation
from referrals.models import MatchDecision, Referral
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.families import member
from tests.factories.outcomes import tool_version
from tests.factories.referrals import referral_to

LONG_AGO = date(2024, 1, 1)


@dataclass
class Shared:
    """What both records can stand in: a visit, a meeting, a referral; and the manager who merges."""

    visit: Visit
    meeting: Meeting
    referral: Referral
    boss: User
    worker: User

    def session(self, number: int) -> GroupSession:
        """A session of a group that both records can be in."""
        version = self.referral.service.versions.earliest("effective_from")
        group, _new = Group.objects.get_or_create(
            name="Thursdays",
            defaults={"team": self.referral.team, "service_version": version, "kind": "drop_in", "starts": LONG_AGO},
        )
        made, _new = GroupSession.objects.get_or_create(
            group=group,
            held_at=timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=number + 1),
            defaults={"led_by": self.worker},
        )
        return made


@dataclass
class Side:
    """One of the two records, with the case that came with it."""

    case: Case
    shared: Shared

    @property
    def person(self) -> Any:
        return self.case.client

    @property
    def child(self) -> Child:
        return self.case.pregnancy.children.order_by("birth_order")[0]

    def day(self, number: int) -> date:
        """Day ``number`` of a time long before the case."""
        return LONG_AGO + timedelta(days=number)


def shared_by(case: Case, boss: User, worker: User) -> Shared:
    """A visit, a meeting and a referral that stand in neither record yet."""
    now = timezone.now()
    return Shared(
        visit=Visit.objects.create(planned_for=now, happened_at=now, outcome="done", minutes=60, place="home"),
        meeting=Meeting.objects.create(family=case.family, kind="core_group", held_on=timezone.localdate()),
        referral=referral_to(case.team),
        boss=boss,
        worker=worker,
    )


def _visit_with_note(side: Side, n: int) -> VisitCase:
    when = timezone.now() - timedelta(days=n % 20 + 1)
    visit = side.shared.visit if n % 3 == 0 else Visit.objects.create(
        planned_for=when, happened_at=when, outcome="done", minutes=60, place="home"
    )  # fmt: skip
    row = VisitCase.objects.create(visit=visit, case=side.case)
    VisitNote.objects.create(visit_case=row, text=f"Note {n}", signed_at=when, signed_by=side.shared.worker)
    return row


def _visit_person(side: Side, n: int) -> VisitPerson:
    visit = side.shared.visit if n % 2 else _visit_with_note(side, 3 * n + 1).visit
    return VisitPerson.objects.create(
        visit=visit, person=side.person, seen=n % 4 > 1, seen_alone=[None, True, False][n % 3]
    )


def _further_pregnancy(side: Side, n: int) -> Pregnancy:
    made = Pregnancy.objects.create(
        family=side.case.family, mother=side.person, due_date=side.day(n * 300), ended_on=side.day(n * 300)
    )
    add_unborn(pregnancy=made, birth_order=1, on=LONG_AGO, by=None)
    return made


def _restriction(side: Side, n: int) -> Restriction:
    made = Restriction.objects.create(family=side.case.family, reason="Staff", starts=side.day(n))
    for user in (side.shared.boss, side.shared.worker):
        RestrictionName.objects.create(restriction=made, user=user)
    return made


def _closed_case(side: Side, n: int) -> Case:
    copy = Case.objects.get(pk=side.case.pk)
    copy.pk, copy.reference = Case._meta.pk.get_default(), f"OLD-{n}-{str(side.case.pk)[-6:]}"
    copy.stage, copy.closed_on = "closed", copy.opened_on + timedelta(days=n)
    copy.save(force_insert=True)
    VisitCase.objects.create(visit=_visit_with_note(side, 3 * n + 1).visit, case=copy)
    return copy


def _separation(side: Side, n: int) -> Separation:
    return Separation.objects.create(
        child=side.child, separated_on=side.day(n), basis="care_order", carer="foster", counts_as_removal=True
    )


def _status(side: Side, n: int) -> Status:
    kind = ["early_help", "care_and_support"][n % 2]
    start = side.day(n * 10)
    return Status.objects.create(
        family=side.case.family, person=side.person, kind=kind, starts=start, ends=start + timedelta(days=n)
    )


def _discussed(side: Side, n: int) -> SupervisionCase:
    """Every second one in a session that the other record may stand in as well."""
    one = {"kind": "supervision", "worker": side.shared.worker, "held_on": side.day(n // 2)}
    session, _new = Supervision.objects.get_or_create(**one, defaults={"supervisor": side.shared.boss})
    return SupervisionCase.objects.get_or_create(
        supervision=session, case=side.case, defaults={"discussion": f"Said {n}"}
    )[0]


def _transfer(side: Side, n: int) -> Transfer:
    answer = {"refused_on": side.day(n), "refused_reason": "Full", "answered_by": side.shared.boss} if n % 2 else {}
    if not answer and side.case.transfers.waiting().exists():
        answer = {"withdrawn_on": side.day(n), "answered_by": side.shared.boss}
    return Transfer.objects.create(
        case=side.case, from_team=side.case.team, to_team=TeamFactory(partnership=side.case.partnership),
        reason="Moved", summary="All", asked_on=side.day(n), asked_by=side.shared.boss, **answer,
    )  # fmt: skip


def _accepted(side: Side) -> Referral:
    row = referral_to(side.case.team)
    row.state, row.person, row.case = "accepted", side.person, side.case
    row.save()
    return row


def _dated(side: Side, n: int) -> dict[str, Any]:
    return {"person": side.person, "valid_from": side.day(n * 10), "valid_to": side.day(n * 10 + n)}


MAKERS: dict[str, Callable[[Side, int], Any]] = {
    "activity.Draft": lambda side, n: Draft.objects.create(
        user=side.shared.worker, kind=f"kind-{n}", subject_id=str([side.case.pk, side.person.pk][n % 2]), data={"a": n}
    ),
    "families.Address": lambda side, n: Address.objects.create(lines=f"{n} Heol Prawf", **_dated(side, n)),
    "families.AgencyContact": lambda side, n: AgencyContact.objects.create(
        case=side.case, role="health_visitor", name=f"Enid {n}", starts=side.day(n)
    ),
    "families.ChronologyEntry": lambda side, n: ChronologyEntry.objects.create(
        case=side.case, happened_on=side.day(n), what=f"Event {n}", significance="It mattered", source="Letter"
    ),
    "families.Allocation": lambda side, n: Allocation.objects.create(
        case=side.case,
        slot="parent_worker",
        worker=side.shared.worker,
        starts=side.day(n * 10),
        ends=side.day(n * 10 + n),
    ),
    "families.Attendance": lambda side, n: Attendance.objects.create(
        session=side.shared.session(n % 3), case=side.case, came=bool(n % 2)
    ),
    "families.Birth": lambda side, n: Birth.objects.create(child=side.child, born_on=timezone.localdate()),
    "families.Case": _closed_case,
    "families.Child": lambda side, n: add_unborn(
        pregnancy=side.case.pregnancy, birth_order=n + 5, on=LONG_AGO, by=None
    ),
    "families.Closure": lambda side, n: Closure.objects.create(
        case=side.case, reason="goals_met", asked_on=timezone.localdate()
    ),
    "families.ComplexityChange": lambda side, n: ComplexityChange.objects.create(
        case=side.case, complexity=["", "complex"][n % 2], from_day=side.day(n), reason="As agreed"
    ),
    "families.Consent": lambda side, n: Consent.objects.create(
        case=side.case, person=side.person, kind="service", answer="given", answered_on=side.day(n)
    ),
    "families.ContactChannel": lambda side, n: ContactChannel.objects.create(
        channel="call", value=f"07700 9{n:05d}", **_dated(side, n)
    ),
    "families.Document": lambda side, n: Document.objects.create(
        case=side.case,
        title="Plan",
        kind="birth_plan",
        dated=side.day(n),
        storage_key=f"{side.case.pk}-{n}",
        content_type="a/b",
        size=1,
        sha256="0" * 64,
    ),
    "families.DueDateEstimate": lambda side, n: DueDateEstimate.objects.create(
        pregnancy=side.case.pregnancy, method="stated", due_date=side.case.pregnancy.due_date, agreed_on=side.day(n)
    ),
    "families.Exclusion": lambda side, n: Exclusion.objects.create(
        family=side.case.family, user=UserFactory(), reason="Alleged", starts=side.day(n)
    ),
    "families.FamilyMember": lambda side, n: FamilyMember.objects.create(
        family=side.case.family,
        person=member(side.case.family, "grandparent", given_name=f"Mamgu{n}"),
        relation="carer",
        valid_from=date(2019, 1, 1),
        valid_to=date(2019, 2, 1),
    ),
    "families.Goal": lambda side, n: Goal.objects.create(case=side.case, title=f"Goal {n}", agreed_on=side.day(n)),
    "families.GroupMember": lambda side, n: GroupMember.objects.create(
        group=side.shared.session(0).group,
        case=side.case,
        joined_on=side.day(n * 10),
        left_on=side.day(n * 10 + n) if n % 3 else None,
    ),
    "families.HandOver": lambda side, n: HandOver.objects.create(
        case=side.case,
        child=side.child,
        slot=["midwife", "parent_worker"][n % 2],
        done_on=side.day(n),
        to="Health visitor",
    ),
    "families.Loss": lambda side, n: Loss.objects.create(
        child=side.child, kind="stillbirth", lost_on=timezone.localdate()
    ),
    "families.Meeting": lambda side, n: Meeting.objects.create(
        family=side.case.family, kind="core_group", held_on=side.day(n)
    ),
    "families.MeetingInvitation": lambda side, n: MeetingInvitation.objects.create(
        meeting=side.shared.meeting, case=side.case, name=f"Ann Ffug {n}"
    ),
    "families.MeetingCase": lambda side, n: MeetingCase.objects.create(meeting=side.shared.meeting, case=side.case),
    "families.MeetingSeries": lambda side, n: MeetingSeries.objects.create(family=side.case.family, kind="core_group"),
    "families.MeetingSubject": lambda side, n: MeetingSubject.objects.create(
        meeting=side.shared.meeting, person=side.person, decision=["", "register"][n % 2]
    ),
    "families.Milestone": lambda side, n: Milestone.objects.create(
        case=side.case,
        child=side.child,
        rule=f"old-{n}",
        first_due_on=side.day(n),
        due_on=side.day(n),
        met_on=side.day(n),
    ),
    "families.Paper": lambda side, n: Paper.objects.create(
        case=side.case, kind=["birth_plan", "safety_plan"][n % 2], child=[None, side.child][n % 2]
    ),
    "families.Report": lambda side, n: Report.objects.create(
        case=side.case, kind="parenting_assessment", asked_of=f"Dr {n}", asked_on=side.day(n), due_on=side.day(n)
    ),
    "families.PersonFact": lambda side, n: PersonFact.objects.create(
        person=side.person, question="ethnicity", answer="given", value=f"v{n}", recorded_on=side.day(n)
    ),
    "families.PersonName": lambda side, n: PersonName.objects.create(
        kind=["usual", "alias", "previous"][n % 3], given_name=f"Enw{n % 4}", family_name="Arall", **_dated(side, n)
    ),
    "families.PracticalHelp": lambda side, n: PracticalHelp.objects.create(
        case=side.case, kind="housing", what=f"Flat {n}", asked_on=side.day(n)
    ),
    "families.Pregnancy": _further_pregnancy,
    "families.Restriction": _restriction,
    "families.SafetyFlag": lambda side, n: SafetyFlag.objects.create(
        family=side.case.family,
        person=side.person,
        text=f"Dog {n}",
        agreed_on=side.day(n),
        review_on=side.day(n + 1),
        agreed_by=side.shared.boss,
    ),
    "families.ChildHome": lambda side, n: ChildHome.objects.create(child=side.child, since=side.day(n), carer="mother"),
    "families.Separation": _separation,
    "families.SharingEntry": lambda side, n: SharingEntry.objects.create(
        case=side.case, shared_on=side.day(n), what="a", to_whom="b", why="c", basis="d", allowed_by=side.shared.boss
    ),
    "families.Status": _status,
    "families.SupervisionCase": _discussed,
    "families.Transfer": _transfer,
    "families.Task": lambda side, n: Task.objects.create(case=side.case, title=f"Task {n}"),
    "families.VisitCase": _visit_with_note,
    "families.VisitPerson": _visit_person,
    "families.VisitRhythm": lambda side, n: VisitRhythm.objects.create(
        case=side.case, from_day=side.day(n), per_week=[None, 2][n % 2], reason="As agreed"
    ),
    "outcomes.Assessment": lambda side, n: Assessment.objects.create(
        case=side.case,
        version_used=tool_version(side.case.partnership),
        point="interim",
        respondent="worker",
        assessed_on=side.day(n),
    ),
    "outcomes.Evaluation": lambda side, n: Evaluation.objects.create(
        case=side.case,
        service_version=side.case.service_version,
        answered_on=side.day(n),
        way="alone",
        answers={"helped": "no"},
        satisfied=False,
    ),
    "referrals.MatchDecision": lambda side, n: MatchDecision.objects.create(
        referral=side.shared.referral, person=side.person, verdict=["same", "different"][n % 2]
    ),
    "referrals.Referral": lambda side, n: _accepted(side),
}
"""By model: a maker of one row about a record. The number varies it, so that some collide and some do not."""
