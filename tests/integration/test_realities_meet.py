"""What naive systems get wrong about working together: supervision, leave, meetings, transfers, leavers."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from activity.models import Notification
from families.actions.allocating import cover_worker
from families.actions.cases import open_case
from families.actions.meetings import SubjectDecision, record_meeting
from families.actions.series import plan_series
from families.actions.statuses import start_status
from families.definition_of import rules_of
from families.models import (
    Allocation,
    Case,
    Meeting,
    Status,
    Supervision,
    SupervisionCase,
    SupervisionPersonal,
    Task,
    Transfer,
    Visit,
)
from families.reading.supervision import due_lines
from tests.factories import families as make
from tests.integration.life_forms import TODAY, errors, parts, url
from tests.posted import forms_of

pytestmark = pytest.mark.django_db

PRIVATE = "Her own mother is dying"


def entered(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def supervised() -> tuple[Case, User, User]:
    """A case, its midwife and the manager who supervises her."""
    case, nurse, _parent = make.worked_case(opened_on=TODAY() - timedelta(days=60))
    return case, nurse, make.manager(case.team)


def held(nurse: User, boss: User, kind: str = "supervision", **changes: Any) -> Supervision:
    data = {"worker": str(nurse.pk), "kind": kind, "key": str(uuid4())} | parts("held_on", TODAY()) | changes
    answer = entered(boss).post(reverse("families:supervision_new"), data)
    assert answer.status_code == 302, answer.content
    return Supervision.objects.get(kind=kind)


def test_r13_what_supervision_said_of_a_case_is_on_its_file_and_the_personal_part_is_nowhere_else(supervised):
    case, nurse, boss = supervised
    session = held(nurse, boss)
    page = reverse("families:supervision", args=[session.pk])
    about = reverse("families:supervision_case", args=[session.pk, case.pk])
    personal = reverse("families:supervision_personal", args=[session.pk])
    assert case.client.full_name in entered(boss).get(page).content.decode()
    assert entered(boss).post(about, {"text": "Ask the unit about discharge"}).status_code == 302
    assert entered(nurse).post(personal, {"text": PRIVATE}).status_code == 302
    colleague, other = make.midwife(case.team), make.manager(case.team)
    for user in (nurse, boss, colleague, other):
        for name in ("case", "timeline"):
            shown = entered(user).get(url(name, case)).content.decode()
            assert "Ask the unit about discharge" in shown
            assert PRIVATE not in shown
        found = entered(user).post(reverse("families:search"), {"words": "dying"}).content.decode()
        assert PRIVATE not in found
    for user, sees in ((nurse, True), (boss, True)):
        assert (PRIVATE in entered(user).get(page).content.decode()) is sees
    for user in (colleague, other):
        assert entered(user).get(page).status_code == 404
        assert entered(user).get(personal).status_code == 404
        assert entered(user).get(about).status_code == 404
        assert PRIVATE not in entered(user).get(reverse("families:supervisions")).content.decode()


def test_two_who_write_the_personal_part_at_once_see_both_texts(supervised):
    case, nurse, boss = supervised
    session = held(nurse, boss)
    personal = reverse("families:supervision_personal", args=[session.pk])
    assert entered(nurse).post(personal, {"text": "First"}).status_code == 302
    answer = entered(boss).post(personal, {"text": "Second", "version": ""})
    assert answer.status_code == 409
    assert b"First" in answer.content
    assert b"Second" in answer.content
    assert entered(boss).post(personal, still_in_the_form(answer)).status_code == 302
    assert SupervisionPersonal.objects.get().text == "Second"
    about = reverse("families:supervision_case", args=[session.pk, case.pk])
    assert entered(nurse).post(about, {"text": "One"}).status_code == 302
    answer = entered(boss).post(about, {"text": "Two"})
    assert answer.status_code == 409
    assert b"One" in answer.content
    assert entered(boss).post(about, {"text": "Two", "version": 1}).status_code == 302
    assert SupervisionCase.objects.get().discussion == "Two"


def test_a_supervision_that_cannot_be_is_an_error_at_its_field(supervised):
    _case, nurse, boss = supervised
    page = reverse("families:supervision_new")
    data = {"worker": str(nurse.pk), "kind": "supervision"} | parts("held_on", TODAY())
    assert "cannot be in the future" in errors(
        entered(boss).post(page, data | parts("held_on", TODAY() + timedelta(days=1)))
    )
    outsider = make.midwife(make.team_offering())
    assert "Select a valid choice" in errors(entered(boss).post(page, data | {"worker": str(outsider.pk)}))
    key = {"key": str(uuid4())}
    for _press in range(2):
        assert entered(boss).post(page, data | key).status_code == 302
    assert "recorded for that day" in errors(entered(boss).post(page, data | {"key": str(uuid4())}))
    assert Supervision.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Supervision.objects.create(kind="x", worker=nurse, supervisor=nurse, held_on=TODAY())


def test_r14_safeguarding_supervision_is_due_at_its_own_interval_for_the_worker_and_for_the_case(supervised):
    case, nurse, boss = supervised
    child = case.pregnancy.children.get().person
    start_status(
        family=case.family, person=child, definition=rules_of(case), kind="child_protection", starts=TODAY(),
        categories=["neglect"], by=nurse,
    )  # fmt: skip
    clock = case.milestones.waiting().get(rule="safeguarding_supervision")
    assert 89 <= (clock.due_on - TODAY()).days <= 92
    with time_machine.travel(timezone.now() + timedelta(days=85)):
        assert "Safeguarding supervision of the case" in entered(nurse).get(reverse("families:today")).content.decode()
        assert "Safeguarding supervision of the case" in entered(boss).get(reverse("families:clocks")).content.decode()
        session = held(nurse, boss, "safeguarding")
        about = reverse("families:supervision_case", args=[session.pk, case.pk])
        assert entered(boss).post(about, {"text": "The plan holds"}).status_code == 302
        clock.refresh_from_db()
        assert clock.met_on == TODAY()
        following = case.milestones.waiting().get(rule="safeguarding_supervision")
        assert (following.due_on - TODAY()).days > 88
        due = {line.kind: line.due_on for line in due_lines([nurse], TODAY())}
        assert (due["safeguarding"] - TODAY()).days > 88
        assert session.next_due_on == due["safeguarding"]
        assert due["supervision"] < TODAY()
        shown = entered(boss).get(reverse("families:supervisions")).content.decode()
        assert nurse.name in shown
        assert "None recorded yet" in shown
    with time_machine.travel(timezone.now() + timedelta(days=85 + 100)):
        assert "Late" in entered(boss).get(reverse("families:supervisions")).content.decode()


def test_who_is_due_for_supervision_is_found_in_as_many_queries_for_ten_as_for_one(
    supervised, django_assert_num_queries
):
    _case, nurse, _boss = supervised
    people = [nurse, *(make.midwife(_case.team) for _n in range(9))]
    for some in (people[:1], people):
        with django_assert_num_queries(3):
            assert len(due_lines(some, TODAY())) == 2 * len(some)


def still_in_the_form(answer: Any) -> dict[str, list[str]]:
    """What the form below the two versions would send now."""
    return next(one.answers for one in forms_of(answer.content) if "summary" in one.answers or "text" in one.answers)


# Transfers


@pytest.fixture
def moving() -> tuple[Case, User, User, User]:
    """A case, its midwife, and the managers of its team and of another that takes the same cases."""
    case, nurse, _parent = make.worked_case(opened_on=TODAY() - timedelta(days=60))
    other = make.team_offering()
    return case, nurse, make.manager(case.team), make.manager(other)


def asked(case: Case, by: User, to: User) -> Transfer:
    team = to.memberships.get().team_id
    data = {"to_team": str(team), "reason": "She moves house", "summary": "Due soon", "key": str(uuid4())}
    assert entered(by).post(url("transfer_new", case), data).status_code == 302
    return Transfer.objects.latest("entered_at")


def answered(transfer: Transfer, by: User, **given: Any) -> Any:
    page = reverse("families:transfer", args=[transfer.pk])
    return entered(by).post(page, {"version": transfer.version, **given})


def test_w5_after_a_transfer_entries_land_on_the_new_team_and_not_before_it_accepts(moving):
    case, nurse, boss, receiver = moving
    visit = make.visit_row(case, nurse, outcome="planned", when=make.at(TODAY() + timedelta(days=2)))
    task = Task.objects.create(case=case, title="Ring", assigned_to=nurse)
    transfer = asked(case, nurse, receiver)
    case.refresh_from_db()
    assert case.team_id == transfer.from_team_id
    page = entered(receiver).get(reverse("families:transfer", args=[transfer.pk])).content.decode()
    assert case.reference in page
    assert case.client.family_name not in page
    assert entered(receiver).get(url("case", case)).status_code == 404
    assert answered(transfer, receiver, answer="accept").status_code == 302
    case.refresh_from_db()
    assert case.team_id == transfer.to_team_id
    # Until tonight the old worker may still write, and what she writes lands with the new team.
    late = make.visit_row(case, nurse, note="Said goodbye")
    assert entered(receiver).get(reverse("families:visit", args=[late.pk])).status_code == 200
    new = make.midwife(transfer.to_team)
    for shown in ("Said goodbye", "Transferred from"):
        assert shown in entered(new).get(url("timeline", case)).content.decode()
    task.refresh_from_db()
    assert task.assigned_to is None
    assert Visit.objects.get(pk=visit.pk).outcome == "planned"
    assert not visit.workers.exists()
    assert entered(new).get(reverse("families:visit_log", args=[visit.pk])).status_code == 200
    assert entered(boss).get(url("case", case)).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert entered(nurse).get(url("case", case)).status_code == 404
        data = {"key": str(uuid4()), "title": "Too late", "assigned_to": str(nurse.pk)}
        assert entered(nurse).post(url("task_new", case), data).status_code == 404
    assert "Accepted" in entered(boss).get(reverse("families:transfer", args=[transfer.pk])).content.decode()


def test_a_transfer_is_refused_with_a_reason_and_the_case_stays(moving):
    case, nurse, boss, receiver = moving
    transfer = asked(case, nurse, receiver)
    assert "Say why the case stays" in errors(answered(transfer, receiver, answer="refuse"))
    assert "To change it" in errors(answered(transfer, boss, answer="accept"))
    assert answered(transfer, receiver, answer="refuse", refused_reason="No midwife").status_code == 302
    case.refresh_from_db()
    assert case.team_id == transfer.from_team_id
    assert case.allocations.current(TODAY()).count() == 2
    assert "No midwife" in entered(nurse).get(url("timeline", case)).content.decode()
    assert "answered already" in errors(answered(transfer, receiver, answer="accept"))
    assert asked(case, nurse, receiver).state == "waiting"


def test_what_stands_in_the_way_of_a_transfer_is_said(moving):
    case, nurse, _boss, receiver = moving
    make.visit_row(case, nurse, signed=False)
    refused = entered(nurse).get(url("transfer_new", case))
    assert refused.status_code == 409
    assert "1 visit notes are not signed" in refused.content.decode()
    case.visits.get().visit_cases.get().note.delete()
    asked(case, nurse, receiver)
    data = {"to_team": str(receiver.memberships.get().team_id), "reason": "x", "summary": "y", "key": str(uuid4())}
    assert "waits for an answer already" in errors(entered(nurse).post(url("transfer_new", case), data))
    mine = data | {"to_team": str(case.team_id)}
    assert "Select a valid choice" in errors(entered(nurse).post(url("transfer_new", case), mine))


def test_a_transfer_is_taken_back_by_the_team_that_asked(moving):
    case, nurse, boss, receiver = moving
    transfer = asked(case, nurse, receiver)
    back = reverse("families:transfer_withdraw", args=[transfer.pk])
    entered(receiver).post(back)
    assert Transfer.objects.get().state == "waiting"
    entered(boss).post(back)
    assert Transfer.objects.get().state == "withdrawn"


# Meetings


@pytest.fixture
def siblings() -> tuple[list[Case], User]:
    """Brother and sister with a case each, both looked after from different days, and the worker of both."""
    case, nurse, _parent = make.worked_case(opened_on=TODAY() - timedelta(days=60), fetuses=2)
    children = list(case.pregnancy.children.order_by("birth_order"))
    cases = []
    for number, child in enumerate(children):
        make.born(child, on=TODAY() - timedelta(days=30))
        one = open_case(
            family=case.family, client=case.client, service_version=case.service_version, team=case.team, child=child,
            referred_on=case.opened_on, opened_on=case.opened_on, by=None,
        )  # fmt: skip
        make.allocated(one, "midwife", nurse)
        start_status(
            family=case.family, person=child.person, definition=rules_of(one), kind="care_order",
            starts=TODAY() - timedelta(days=7 * number + 1), by=nurse,
        )  # fmt: skip
        cases.append(one)
    return cases, nurse


def test_w3_the_dates_of_siblings_meetings_are_proposed_together_and_moved_together(siblings):
    (first, second), nurse = siblings
    due = [one.milestones.waiting().get(rule="looked_after_review").due_on for one in (first, second)]
    assert due[0] != due[1]
    page = entered(nurse).get(url("series_new", first))
    assert page.context["form"].initial["day"] == min(due)
    assert str(second.pk) in page.context["form"].initial["cases"]
    data = {
        "kind": "looked_after_review", "about": [str(one.child.person_id) for one in (first, second)],
        "cases": [str(second.pk)], "at": "14:00", "times": "3", "every_weeks": "4", "workers": [str(nurse.pk)],
        "key": str(uuid4()), **parts("day", min(due)),
    }  # fmt: skip
    for _press in range(2):
        assert entered(nurse).post(url("series_new", first), data).status_code == 302
    meetings = list(Meeting.objects.order_by("scheduled_for"))
    assert [timezone.localdate(one.scheduled_for) for one in meetings] == [
        min(due) + timedelta(weeks=4 * n) for n in range(3)
    ]
    assert {timezone.localtime(one.scheduled_for).hour for one in meetings} == {14}
    assert [one.due_on for one in meetings] == [min(due), None, None]
    assert all(one.meeting_cases.filter(case=second).exists() for one in meetings)
    earlier = min(due) - timedelta(days=2)
    moved = {"version": "1", "at": "09:30", "place": "Civic Centre", "together": "on"} | parts("day", earlier)
    assert entered(nurse).post(reverse("families:meeting_move", args=[meetings[0].pk]), moved).status_code == 302
    again = list(Meeting.objects.order_by("scheduled_for"))
    assert [timezone.localdate(one.scheduled_for) for one in again] == [
        earlier + timedelta(weeks=4 * n) for n in range(3)
    ]
    assert {timezone.localtime(one.scheduled_for).hour for one in again} == {9}
    alone = moved | {"version": "2", "at": "11:00"}
    del alone["together"]
    assert entered(nurse).post(reverse("families:meeting_move", args=[again[1].pk]), alone).status_code == 302
    assert timezone.localtime(Meeting.objects.get(pk=again[2].pk).scheduled_for).hour == 9


def test_w3_one_meeting_held_meets_the_clock_of_each_sibling(siblings):
    (first, second), nurse = siblings
    book = {"kind": "looked_after_review", "about": [first.child.person, second.child.person]}
    meeting = plan_series(
        case=first, also_in=[second], first=make.at(TODAY()), times=1, every_weeks=4, workers=[nurse], by=nurse, **book
    )[0]
    hold = reverse("families:meeting_hold", args=[meeting.pk])
    assert (
        entered(nurse).post(hold, {"version": 1, "summary": "Both well"} | parts("held_on", TODAY())).status_code == 302
    )
    for one in (first, second):
        assert one.milestones.get(rule="looked_after_review", sequence=1).met_on == TODAY()


def test_r18_a_cancelled_or_moved_meeting_keeps_its_statutory_due_date_with_the_reason(moving):
    case, nurse, _boss, _receiver = moving
    child = case.pregnancy.children.get().person
    record_meeting(
        case=case, kind="strategy_discussion", held_on=TODAY() - timedelta(days=3), about=[child],
        decisions=[SubjectDecision(child, "hold_conference")], by=nurse,
    )  # fmt: skip
    due = case.milestones.waiting().get(rule="initial_conference").due_on
    data = {"kind": "initial_conference", "about": [str(child.pk)], "at": "10:00", "key": str(uuid4())}
    entered(nurse).post(url("meeting_new", case), data | parts("day", due - timedelta(days=1)))
    meeting = Meeting.objects.get(kind="initial_conference")
    late = {"version": "1", "at": "10:00"} | parts("day", due + timedelta(days=4))
    move = reverse("families:meeting_move", args=[meeting.pk])
    assert "Say why it is later" in errors(entered(nurse).post(move, late))
    assert entered(nurse).post(move, late | {"late_reason": "Too few agencies came"}).status_code == 302
    cancel = reverse("families:meeting_cancel", args=[meeting.pk])
    assert entered(nurse).post(cancel, {"version": 2, "late_reason": "Snow"}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.due_on, meeting.meeting_cases.get().late_reason) == (due, "Snow")
    assert case.milestones.waiting().get(rule="initial_conference").due_on == due
    again = data | {"key": str(uuid4())} | parts("day", due + timedelta(days=6))
    entered(nurse).post(url("meeting_new", case), again)
    assert Meeting.objects.ahead().get(kind="initial_conference").due_on == due
    with time_machine.travel(make.at(due + timedelta(days=6), 15)):
        other = Meeting.objects.ahead().get(kind="initial_conference")
        held_late = {"version": "1", "late_reason": "Too few agencies came"} | parts("held_on", TODAY())
        held_late[f"subject-{other.subjects.get().pk}-decision"] = "-"
        hold = reverse("families:meeting_hold", args=[other.pk])
        assert entered(nurse).post(hold, held_late).status_code == 302
        clock = case.milestones.get(rule="initial_conference", sequence=1)
        assert (clock.due_on, clock.first_due_on, clock.met_on) == (due, due, TODAY())
        shown = entered(nurse).get(reverse("families:meeting", args=[other.pk])).content.decode()
        assert "late" in shown
        assert "Too few agencies came" in shown


def test_what_a_meeting_agreed_becomes_statuses_and_tasks_in_one_step_or_nothing_does(moving):
    case, nurse, _boss, _receiver = moving
    child = case.pregnancy.children.get().person
    meeting = plan_series(
        case=case, kind="initial_conference", first=make.at(TODAY()), times=1, every_weeks=1, about=[child],
        workers=[nurse], by=nurse,
    )[0]  # fmt: skip
    subject = meeting.subjects.get()
    hold = reverse("families:meeting_hold", args=[meeting.pk])
    data = {"version": "1", f"subject-{subject.pk}-decision": "register", f"subject-{subject.pk}-categories": "neglect"}
    data |= parts("held_on", TODAY()) | {"agreed-what1": "Ring housing", "agreed-who1": str(nurse.pk)}
    wrong = data | parts("agreed-by1", TODAY() - timedelta(days=1)) | {"agreed-who2": str(nurse.pk)}
    told = errors(entered(nurse).post(hold, wrong))
    assert "The day has passed" in told
    assert "Say what is to be done" in told
    assert not Status.objects.exists()
    assert entered(nurse).post(hold, data | parts("agreed-by1", TODAY())).status_code == 302
    assert Status.objects.get().on_register
    task = Task.objects.get(meeting=meeting)
    assert (task.title, task.assigned_to, task.due_on) == ("Ring housing", nurse, TODAY())
    report = reverse("families:meeting_report", args=[meeting.pk])
    row = meeting.invitations.get(worker=nurse)
    sent = {"invitation": str(row.pk), "key": str(uuid4())}
    assert "cannot be in the future" in errors(
        entered(nurse).post(report, sent | parts("sent_on", TODAY() + timedelta(days=1)))
    )
    assert entered(nurse).post(report, sent | parts("sent_on", TODAY())).status_code == 302
    shown = entered(nurse).get(reverse("families:meeting", args=[meeting.pk])).content.decode()
    assert "report sent" in shown
    assert "Ring housing" in shown


def test_a_formulation_begins_with_the_six_ps_and_those_invited_hear_of_a_move(moving):
    case, nurse, boss, _receiver = moving
    meeting = plan_series(
        case=case, kind="formulation", first=make.at(TODAY()), times=1, every_weeks=1, workers=[nurse], by=boss
    )[0]
    page = entered(nurse).get(reverse("families:meeting_hold", args=[meeting.pk])).content.decode()
    places = [page.index(one) for one in ("Presenting:", "Predisposing:", "Precipitating:", "Perpetuating:")]
    assert places == sorted(places)
    move = {"version": "1", "at": "10:00"} | parts("day", TODAY() + timedelta(days=3))
    entered(boss).post(reverse("families:meeting_move", args=[meeting.pk]), move)
    assert Notification.objects.filter(user=nurse, text__contains="was moved").count() == 1


# Leave, and leavers


def test_r12_leave_is_covered_without_changing_the_owner(moving):
    case, nurse, boss, _receiver = moving
    colleague = make.midwife(case.team)
    other = make.antenatal_case(case.team, given_name="Mali")
    assert entered(colleague).get(url("goal_new", case)).status_code == 403
    cover_worker(
        allocation=case.allocations.get(slot="midwife"), worker=colleague, starts=TODAY(),
        ends=TODAY() + timedelta(days=6), reason="Annual leave", by=boss,
    )  # fmt: skip
    assert entered(colleague).get(url("goal_new", case)).status_code == 200
    assert entered(colleague).get(url("goal_new", other)).status_code == 403
    assert case.reference in entered(colleague).get(reverse("families:caseload")).content.decode()
    owner = case.allocations.get(slot="midwife")
    assert (owner.worker, owner.ends) == (nurse, None)
    assert entered(nurse).get(url("goal_new", case)).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        assert entered(colleague).get(url("goal_new", case)).status_code == 403
        assert case.reference not in entered(colleague).get(reverse("families:caseload")).content.decode()


def test_w6_everything_of_a_leaver_is_passed_on_in_one_step(moving):
    case, nurse, boss, _receiver = moving
    heir = make.midwife(case.team)
    more = make.antenatal_case(case.team, given_name="Mali")
    make.allocated(more, "midwife", nurse)
    visit = make.visit_row(case, nurse, outcome="planned", when=make.at(TODAY() + timedelta(days=3)))
    task = Task.objects.create(case=more, title="Ring", assigned_to=nurse)
    page = reverse("families:reassign", args=[nurse.pk])
    mine = Allocation.objects.filter(worker=nurse, ends=None)
    data = {f"to_{row.pk}": str(heir.pk) for row in mine} | parts("last_day", TODAY())
    seen = entered(boss).get(page).context["leaving"].seen
    answer = entered(boss).post(page, data | {"seen": seen, "confirm": "1", "key": str(uuid4())})
    assert answer.status_code == 302
    assert Allocation.objects.filter(worker=heir, ends=None).count() == 2
    assert not Allocation.objects.filter(worker=nurse, ends=None).exists()
    task.refresh_from_db()
    assert task.assigned_to == heir
    assert visit.workers.get().worker == heir


def test_of_two_texts_about_a_meeting_either_can_be_kept(moving):
    case, nurse, boss, _receiver = moving
    meeting = record_meeting(case=case, kind="team_meeting", held_on=TODAY(), summary="Told", workers=[nurse], by=nurse)
    edit = reverse("families:meeting_edit", args=[meeting.pk])
    version = str(meeting.meeting_cases.get().version)
    sent = {"version": str(meeting.version), "summary_version": version}
    assert entered(nurse).post(edit, sent | {"summary": "Hers"}).status_code == 302
    answer = entered(boss).post(edit, sent | {"summary": "His"})
    assert answer.status_code == 409
    assert meeting.meeting_cases.get().summary == "Hers"
    assert entered(boss).post(edit, still_in_the_form(answer)).status_code == 302
    assert meeting.meeting_cases.get().summary == "His"
