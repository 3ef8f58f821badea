"""Visits planned and cancelled; tasks and goals."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from families.models import Goal, Task, Visit
from tests.factories.families import (
    GoalFactory,
    TaskFactory,
    at,
    midwife,
    team_offering,
    visit_row,
    worked_case,
)
from tests.integration.visit_answers import answers, new, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def setting(client):
    """A case, its midwife signed in, and its parent worker."""
    case, nurse, parent = worked_case()
    client.force_login(nurse)
    return case, nurse, parent


def test_a_draft_of_an_unplanned_visit_is_kept_with_its_gaps(client, setting):
    case, _nurse, _parent = setting
    response = client.post(new(case), answers(case, draft="1", outcome=None, concern=None, seen=None))
    visit = Visit.objects.get()
    assert response.url == reverse("families:case", args=[case.pk])
    assert visit.outcome == "draft"
    form = client.get(reverse("families:visit_log", args=[visit.pk])).context["form"]
    assert form["note"].value() == answers(case)["note"]
    assert form["topics"].value() == ["housing"]


def test_a_visit_is_planned_and_then_logged(client, setting):
    case, nurse, parent = setting
    day = timezone.localdate() + timedelta(days=2)
    plan = {
        "key": str(uuid.uuid4()),
        "day-day": day.day,
        "day-month": day.month,
        "day-year": day.year,
        "time": "14:30",
        "place": "clinic",
        "length": "45",
        "workers": [str(nurse.pk), str(parent.pk)],
        "cases": [str(case.pk)],
    }
    client.post(reverse("families:visit_plan", args=[case.pk]), plan)
    visit = Visit.objects.get()
    assert (visit.planned_for, visit.place, visit.minutes) == (at(day, 14, 30), "clinic", 45)
    with time_machine.travel(at(day, 16)):
        client.force_login(nurse)
        form = client.get(reverse("families:visit_log", args=[visit.pk])).context["form"]
        assert form["colleagues"].value() == [str(parent.pk)]
        assert form["time"].value() == "14:30"


def test_a_visit_cannot_be_planned_for_the_past(client, setting):
    case, nurse, _parent = setting
    plan = answers(case, workers=[str(nurse.pk)], cases=[str(case.pk)])
    response = client.post(reverse("families:visit_plan", args=[case.pk]), plan)
    assert response.status_code == 400
    assert "day" in response.context["form"].errors


def test_a_planned_visit_is_cancelled_by_somebody(client, setting):
    case, nurse, _parent = setting
    visit = visit_row(case, nurse, outcome="planned", note="", when=timezone.now() + timedelta(days=1))
    page = reverse("families:visit_cancel", args=[visit.pk])
    assert client.post(page, {}).status_code == 400
    client.post(page, {"cancelled_by": "family", "reason": "A cold"})
    visit.refresh_from_db()
    assert (visit.outcome, visit.cancelled_by) == ("cancelled", "family")
    assert visit.visit_cases.get().reason == "A cold"


def test_cancelling_can_be_said_on_the_form_of_the_visit(client, setting):
    case, nurse, _parent = setting
    visit = visit_row(case, nurse, outcome="planned", note="")
    sent = answers(case, outcome="cancelled", cancelled_by="service", seen=None, concern=None, note="")
    client.post(reverse("families:visit_log", args=[visit.pk]), sent)
    visit.refresh_from_db()
    assert (visit.outcome, visit.cancelled_by) == ("cancelled", "service")


def test_booking_another_day_after_no_access_leads_to_the_plan(client, setting):
    case, _nurse, _parent = setting
    response = client.post(new(case), answers(case, outcome="no_access", next_try="book", seen=None, alone=None))
    assert response.url == reverse("families:visit_plan", args=[case.pk])


def test_a_task_is_added_and_done(client, setting):
    case, _nurse, parent = setting
    client.post(reverse("families:task_new", args=[case.pk]), {"title": "Ring housing", "assigned_to": str(parent.pk)})
    task = Task.objects.get()
    assert task.assigned_to == parent
    client.post(reverse("families:task_done", args=[task.pk]), {"version": "1"})
    task.refresh_from_db()
    assert task.done_on == timezone.localdate()


def test_a_task_of_a_stranger_is_not_there(client, setting):
    case, _nurse, _parent = setting
    task = TaskFactory(case=case)
    client.force_login(midwife(team_offering()))
    assert client.post(reverse("families:task_done", args=[task.pk])).status_code == 404


def goal_answers(**changes):
    day = timezone.localdate()
    return {
        "title": "A home of her own",
        "their_words": "A door that locks",
        "agreed_on-day": day.day,
        "agreed_on-month": day.month,
        "agreed_on-year": day.year,
    } | changes


def test_a_goal_is_added_in_the_familys_words(client, setting):
    case, _nurse, _parent = setting
    client.post(reverse("families:goal_new", args=[case.pk]), goal_answers())
    assert Goal.objects.get().their_words == "A door that locks"


def test_two_edits_of_one_goal_show_both(client, setting):
    case, _nurse, _parent = setting
    goal = GoalFactory(case=case)
    page = reverse("families:goal_edit", args=[goal.pk])
    client.post(page, goal_answers(version="1", title="A flat"))
    conflict = client.post(page, goal_answers(version="1", title="A house"))
    assert conflict.status_code == 409
    assert "A flat" in text_of(conflict)
    assert "A house" in text_of(conflict)
    client.post(page, goal_answers(version=conflict.context["form"]["version"].value(), title="A house"))
    assert Goal.objects.get().title == "A house"
