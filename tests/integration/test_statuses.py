"""Statuses, and the meetings that start and end them."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from activity.edits import StaleEdit
from activity.errors import RuleBroken
from families.actions.invitations import Attendance
from families.actions.losses import record_loss
from families.actions.meeting_texts import Text
from families.actions.meetings import (
    SubjectDecision,
    amend_meeting,
    book_meeting,
    cancel_meeting,
    hold_meeting,
    move_meeting,
    record_meeting,
)
from families.actions.statuses import end_status, start_status
from families.definition_of import rules_of
from families.errors import AlreadyRecorded, DateImpossible, StatusOverlaps
from families.models import Case, Meeting, Person, Status
from tests.factories import families as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def ago(days: int) -> date:
    return TODAY() - timedelta(days=days)


def unborn(case: Case) -> Person:
    return case.pregnancy.children.get(birth_order=1).person


def put(case: Case, kind: str = "care_and_support", **details: object) -> Status:
    given = {"person": unborn(case), "starts": ago(10), "by": None, **details}
    return start_status(family=case.family, definition=rules_of(case), kind=kind, **given)  # type: ignore[arg-type]


def conference(case: Case, *decisions: SubjectDecision, held_on: date | None = None, kind: str = "") -> Meeting:
    return record_meeting(
        case=case, kind=kind or "initial_conference", held_on=held_on or TODAY(),
        about=[one.person for one in decisions], decisions=decisions, by=None,
    )  # fmt: skip


def test_flags_are_copied_from_the_definition() -> None:
    case, *_ = make.worked_case()
    status = put(case, "child_protection", categories=["neglect", "physical"])
    assert (status.on_register, status.open_to_social_services, status.looked_after) == (True, True, False)
    assert status.categories == ["physical", "neglect"]


def test_several_kinds_hold_at_once_and_one_kind_once() -> None:
    case, *_ = make.worked_case()
    put(case)
    put(case, "child_protection", categories=["neglect"])
    with pytest.raises(StatusOverlaps, match="holds from") as refused:
        put(case, starts=ago(3))
    assert refused.value.field == "starts"


def test_a_status_may_follow_one_that_ended_the_day_before() -> None:
    case, *_ = make.worked_case()
    end_status(status=put(case), ends=ago(5), by=None)
    with pytest.raises(StatusOverlaps):
        put(case, starts=ago(5))
    assert put(case, starts=ago(4)).pk


def test_no_status_outlives_a_child_that_was_lost() -> None:
    case, *_ = make.worked_case()
    child = case.pregnancy.children.get()
    record_loss(child=child, kind="termination", lost_on=ago(5), by=None)
    with pytest.raises(DateImpossible, match="Nothing can start after that") as refused:
        put(case, starts=ago(4))
    assert refused.value.field == "starts"
    assert put(case, starts=ago(8)).ends == ago(5), "what is written down later ended with the child"


@pytest.mark.parametrize(
    ("kind", "details", "field"),
    [
        ("care_and_support", {"starts": date(2999, 1, 1)}, "starts"),
        ("care_and_support", {"ends": date(2020, 1, 1)}, "ends"),
        ("child_protection", {}, "categories"),
        ("child_protection", {"categories": ["weather"]}, "categories"),
        ("no_such", {}, "kind"),
        ("care_order", {}, "kind"),
    ],
    ids=["future", "ends first", "no category", "unknown category", "unknown kind", "unborn in care"],
)
def test_what_cannot_be_is_refused_at_its_field(kind: str, details: dict, field: str) -> None:
    case, *_ = make.worked_case()
    with pytest.raises(RuleBroken) as refused:
        put(case, kind, **details)
    assert refused.value.field == field
    assert not Status.objects.exists()


def test_a_conference_puts_the_unborn_child_on_the_register_and_sets_the_next_core_group() -> None:
    case, *_ = make.worked_case()
    meeting = conference(case, SubjectDecision(unborn(case), "register", ("neglect",)))
    status = Status.objects.get()
    assert (status.person, status.on_register, status.meeting) == (unborn(case), True, meeting)
    assert case.milestones.waiting().filter(rule="core_group").exists()


def test_a_review_takes_the_child_off_and_ends_at_that_meeting() -> None:
    case, *_ = make.worked_case()
    conference(case, SubjectDecision(unborn(case), "register", ("neglect",)), held_on=ago(20))
    review = conference(case, SubjectDecision(unborn(case), "step_down"), kind="review_conference")
    register = Status.objects.get(kind="child_protection")
    assert (register.ends, register.ended_at_meeting) == (TODAY(), review)
    assert Status.objects.get(kind="care_and_support").starts == TODAY()
    assert not case.milestones.waiting().filter(rule="core_group").exists()


def test_other_categories_begin_a_new_entry() -> None:
    case, *_ = make.worked_case()
    conference(case, SubjectDecision(unborn(case), "register", ("neglect",)), held_on=ago(20))
    conference(case, SubjectDecision(unborn(case), "register", ("physical",)))
    spells = list(Status.objects.order_by("starts").values_list("starts", "ends", "categories"))
    assert spells == [(ago(20), ago(1), ["neglect"]), (TODAY(), None, ["physical"])]


def test_a_decision_that_cannot_be_leaves_the_meeting_unheld() -> None:
    case, *_ = make.worked_case()
    with pytest.raises(RuleBroken):
        conference(case, SubjectDecision(unborn(case), "register", ()))
    assert not Meeting.objects.filter(held_on__isnull=False).exists()


def _booked(case: Case, days: int = 5) -> Meeting:
    when = timezone.now() + timedelta(days=days)
    return book_meeting(case=case, kind="core_group", scheduled_for=when, about=[unborn(case)], by=None)


def test_a_moved_meeting_keeps_its_due_date_and_says_why_it_is_late() -> None:
    case, *_ = make.worked_case()
    conference(case, SubjectDecision(unborn(case), "register", ("neglect",)))
    due = case.milestones.waiting().get(rule="core_group").due_on
    meeting = _booked(case)
    assert meeting.due_on == due
    late = make.at(due + timedelta(days=4))
    with pytest.raises(RuleBroken) as refused:
        move_meeting(meeting=meeting, expected_version=1, scheduled_for=late, place="", by=None)
    assert refused.value.field == "late_reason"
    moved = move_meeting(
        meeting=meeting, expected_version=1, scheduled_for=late, place="", late_reason="no_capacity", by=None
    )
    assert (moved.due_on, moved.meeting_cases.get().late_reason) == (due, "no_capacity")


def test_attendance_is_kept_for_each_invitation() -> None:
    case, nurse, parent = make.worked_case()
    meeting = book_meeting(
        case=case, kind="core_group", scheduled_for=timezone.now(), workers=[nurse, parent],
        others=["Health visitor", "Health visitor", " "], by=None,
    )  # fmt: skip
    rows = {row.worker or row.name: row for row in meeting.invitations.all()}
    assert set(rows) == {nurse, parent, "Health visitor"}
    attendance = {rows[nurse].pk: Attendance(True), rows[parent].pk: Attendance(False, apologies=True)}
    hold_meeting(
        meeting=meeting, definition=rules_of(case), expected_version=1, held_on=TODAY(),
        attendance=attendance, writing_in=case, by=None,
    )  # fmt: skip
    found = {row.worker or row.name: (row.attended, row.apologies) for row in meeting.invitations.all()}
    assert found == {nurse: (True, False), parent: (False, True), "Health visitor": (None, False)}


def test_the_second_editor_gets_both_texts() -> None:
    case, *_ = make.worked_case()
    meeting = conference(case, SubjectDecision(unborn(case)))
    amend_meeting(meeting=meeting, texts={case.pk: Text(1, "First")}, writing_in=case, by=None)
    with pytest.raises(StaleEdit) as stale:
        amend_meeting(meeting=meeting, texts={case.pk: Text(1, "Second")}, writing_in=case, by=None)
    difference = stale.value.differences()[0]
    assert (difference.current, difference.attempted) == ("First", "Second")


def test_a_cancelled_meeting_is_not_held_and_its_clock_runs_on() -> None:
    case, *_ = make.worked_case()
    conference(case, SubjectDecision(unborn(case), "register", ("neglect",)))
    meeting = cancel_meeting(meeting=_booked(case), expected_version=1, reasons={case.pk: "Snow"}, by=None)
    with pytest.raises(AlreadyRecorded):
        hold_meeting(
            meeting=meeting, definition=rules_of(case), expected_version=meeting.version, held_on=TODAY(),
            writing_in=case, by=None,
        )  # fmt: skip
    assert case.milestones.waiting().filter(rule="core_group").exists()


def test_a_meeting_is_not_held_in_the_future() -> None:
    case, *_ = make.worked_case()
    with pytest.raises(DateImpossible) as refused:
        conference(case, SubjectDecision(unborn(case)), held_on=TODAY() + timedelta(days=1))
    assert refused.value.field == "held_on"
