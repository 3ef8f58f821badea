"""A visit moved, a case that asks for more, scores that were wrong: changed in the open, nothing overwritten."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from families.actions.complexity import set_complexity
from families.definition_of import rules_of
from families.facts import gather
from families.models import Case, Visit, VisitMove
from families.visit_setting import setting_for_case
from families.workload import points_of
from outcomes.models import Assessment
from outcomes.reading.case_scores import case_scores
from tests.factories import families as make
from tests.factories.outcomes import reading
from tests.integration.test_visit_parts import Joint

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def planned():
    case, nurse, _parent = make.worked_case()
    visit = make.visit_row(case, nurse, outcome="planned", note="", when=make.at(TODAY() + timedelta(days=1)))
    return case, nurse, visit


def another_time(visit, days=3, **more):
    day = TODAY() + timedelta(days=days)
    told = {"day-day": day.day, "day-month": day.month, "day-year": day.year, "time": "14:00"}
    return {"version": visit.version, "asked_by": "family", "reason": "A scan that day", **told, **more}


def test_a_moved_visit_stays_one_planned_visit_and_keeps_the_old_time_beside_it(planned):
    case, nurse, visit = planned
    page = reverse("families:visit_move", args=[visit.pk])
    assert signed_in(nurse).post(page, another_time(visit)).status_code == 302
    found = Visit.objects.get()
    assert (found.outcome, found.planned_for) == ("planned", make.at(TODAY() + timedelta(days=3), 14))
    move = VisitMove.objects.get()
    assert (move.was_for, move.now_for, move.asked_by) == (visit.planned_for, found.planned_for, "family")
    assert "A scan that day" in signed_in(nurse).get(reverse("families:visit", args=[visit.pk])).content.decode()
    assert "Visit moved to" in signed_in(nurse).get(reverse("families:case", args=[case.pk])).content.decode()


def test_the_second_who_moves_a_visit_sees_both_times(planned):
    _case, nurse, visit = planned
    page = reverse("families:visit_move", args=[visit.pk])
    signed_in(nurse).post(page, another_time(visit))
    answer = signed_in(nurse).post(page, another_time(visit, days=5))
    assert answer.status_code == 409
    assert Visit.objects.get().planned_for == make.at(TODAY() + timedelta(days=3), 14)
    for days in (3, 5):
        assert str((TODAY() + timedelta(days=days)).day).encode() in answer.content


@pytest.mark.parametrize(
    ("more", "field"),
    [({"asked_by": ""}, "asked_by"), ({"day-year": 2001}, "day"), ({"time": ""}, "time"), ({"time": "noon"}, "time")],
    ids=["who", "past", "no time", "bad time"],
)
def test_a_move_that_cannot_be_is_an_error_at_its_field(planned, more, field):
    _case, nurse, visit = planned
    answer = signed_in(nurse).post(reverse("families:visit_move", args=[visit.pk]), another_time(visit, **more))
    assert answer.status_code == 400
    assert field in answer.context["form"].errors


def test_a_visit_that_was_recorded_is_not_moved(planned):
    case, nurse, _visit = planned
    done = make.visit_row(case, nurse)
    answer = signed_in(nurse).post(reverse("families:visit_move", args=[done.pk]), another_time(done))
    assert answer.status_code == 400
    assert b"still planned can be moved" in answer.content


def test_moving_ones_own_side_of_a_joint_visit_leaves_the_other_side_at_its_time():
    joint = Joint()
    before = joint.visit.planned_for
    page = reverse("families:visit_move", args=[joint.visit.pk])
    assert signed_in(joint.his_worker).post(page, another_time(joint.visit)).status_code == 302
    his, hers = joint.part_of(joint.his), joint.part_of(joint.hers)
    assert his.planned_for != before
    assert hers.planned_for == before
    assert list(hers.workers.values_list("worker", flat=True)) == [joint.her_worker.pk]
    assert (
        "A scan that day"
        not in signed_in(joint.her_worker).get(reverse("families:case", args=[joint.hers.pk])).content.decode()
    )


def test_a_complex_case_is_visited_more_often_and_counts_more_from_today():
    case, nurse, _parent = make.worked_case()
    rules = rules_of(case)
    before = points_of(case, "midwife", rules)
    page = reverse("families:complexity", args=[case.pk])
    sent = {"version": case.version, "complexity": "complex", "reason": "Two hospital stays"}
    assert signed_in(nurse).post(page, sent).status_code == 302
    case = Case.objects.for_reading().get(pk=case.pk)
    assert points_of(case, "midwife", rules) == pytest.approx(before * rules.caseload.complex_factor)
    assert setting_for_case(case, nurse).every_days == rules.visits.every_days_complex
    change = case.complexity_changes.get()
    assert (change.from_day, change.reason, change.entered_by) == (TODAY(), "Two hospital stays", nurse)
    assert "Worked as complex" in signed_in(nurse).get(reverse("families:case", args=[case.pk])).content.decode()


def test_the_next_visit_is_proposed_as_often_as_the_case_asks():
    case, nurse, _parent = make.worked_case()
    make.visit_row(case, nurse)
    usual = setting_for_case(case, nurse).next_day
    set_complexity(case=case, complex_now=True, reason="x", expected_version=case.version, by=nurse)
    case = Case.objects.for_reading().get(pk=case.pk)
    visits = rules_of(case).visits
    assert usual - setting_for_case(case, nurse).next_day == timedelta(visits.every_days - visits.every_days_complex)


@pytest.mark.parametrize(
    ("more", "status"),
    [({"reason": ""}, 400), ({"complexity": "usual"}, 400), ({"version": 99}, 409)],
    ids=["no reason", "no change", "stale"],
)
def test_a_complexity_that_cannot_be_saved_says_why(more, status):
    case, nurse, _parent = make.worked_case()
    sent = {"version": case.version, "complexity": "complex", "reason": "Why", **more}
    assert signed_in(nurse).post(reverse("families:complexity", args=[case.pk]), sent).status_code == status
    assert not case.complexity_changes.exists()


@pytest.fixture
def scored():
    case, nurse, parent = make.worked_case()
    return reading(case, 5, on=TODAY(), by=nurse), nurse, parent


def withdraw(user, row, **more):
    sent = {"version": row.version, "reason": "Somebody else's scores", **more}
    return signed_in(user).post(reverse("outcomes:assessment_withdraw", args=[row.pk]), sent)


def test_withdrawn_scores_stay_struck_and_leave_every_figure(scored):
    row, nurse, _parent = scored
    assert gather(row.case).events.get("scores:start")
    assert withdraw(nurse, row).status_code == 302
    found = Assessment.objects.get()
    assert (found.withdrawn_by, found.withdrawn_reason) == (nurse, "Somebody else's scores")
    assert not gather(row.case).events.get("scores:start")
    shown = case_scores(row.case)
    assert (shown.sittings, shown.journeys, shown.withdrawn) == ((), (), (found,))
    page = signed_in(nurse).get(reverse("families:case", args=[row.case.pk])).content.decode()
    assert "<s>" in page
    assert "Withdrawn: Somebody else&#39;s scores" in page


def test_scores_are_withdrawn_by_whoever_entered_them_or_a_manager(scored):
    row, _nurse, parent = scored
    assert withdraw(parent, row).status_code == 403
    assert withdraw(make.manager(row.case.team), row).status_code == 302


def test_withdrawn_scores_are_not_changed_nor_withdrawn_again_and_make_room_for_the_right_ones(scored):
    row, nurse, _parent = scored
    withdraw(nurse, row)
    assert withdraw(nurse, row, version=row.version + 1).status_code == 400
    assert reading(row.case, 7, on=TODAY(), by=nurse).pk != row.pk


@pytest.mark.parametrize(
    ("more", "status"), [({"reason": " "}, 400), ({"version": 7}, 409)], ids=["no reason", "stale"]
)
def test_a_withdrawal_that_cannot_be_says_why(scored, more, status):
    row, nurse, _parent = scored
    assert withdraw(nurse, row, **more).status_code == status
    assert Assessment.objects.get().withdrawn_at is None
