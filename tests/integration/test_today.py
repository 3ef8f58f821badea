"""Today: everything of a day, in a bounded number of statements, capped with a way to the rest."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activity.drafts import save_draft
from families.actions.people_edits import keep_parents_apart
from families.gestation import Gestation
from families.models import Meeting, MeetingCase, MeetingInvitation, Milestone, Supervision
from families.reading.day_rest import PAGE, REST
from families.reading.day_rows import MOST_ROWS
from families.reading.today import read_today
from tests.factories.families import (
    TaskFactory,
    allocated,
    antenatal_case,
    at,
    manager,
    many_visits,
    midwife,
    partner_case,
    team_offering,
    visit_row,
    worked_case,
)

pytestmark = pytest.mark.django_db

MOST_STATEMENTS = 12
TODAY = timezone.localdate


def meeting_for(case, user, *, when=None):
    meeting = Meeting.objects.create(family=case.family, kind="core_group", scheduled_for=when or at(TODAY(), 16))
    MeetingCase.objects.create(meeting=meeting, case=case)
    MeetingInvitation.objects.create(meeting=meeting, worker=user)
    return meeting


def full_day(team, nurse, parent, *, cases):
    """Something of every kind in each of several cases, a week before birth."""
    found = []
    for number in range(cases):
        case = antenatal_case(team, gestation=Gestation(270), given_name=f"Ffion{number}")
        allocated(case, "midwife", nurse)
        visit_row(case, nurse, parent, outcome="planned", when=at(TODAY(), 9 + number % 8, number % 60))
        visit_row(case, parent, note="From a colleague")
        visit_row(case, nurse, note="To be signed", signed=False)
        meeting_for(case, nurse)
        TaskFactory(case=case, assigned_to=nurse, title=f"Task {number}")
        save_draft(user_id=nurse.pk, kind="visit", subject_id=f"case-{case.pk}", data={"note": "x"})
        found.append(case)
    return found


def get(client, user, **asked):
    client.force_login(user)
    answer = client.get(reverse("families:today"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("visits", [5, 500])
def test_today_asks_at_most_twelve_times_whatever_the_size_of_the_cases(client, visits, django_assert_max_num_queries):
    team = team_offering()
    nurse, parent = midwife(team), midwife(team)
    cases = full_day(team, nurse, parent, cases=2 if visits < 100 else 4)
    for case in cases:
        many_visits(case, nurse, number=visits // len(cases))
    text = get(client, nurse)
    for words in ("From a colleague", "Task 0", "Sign", "Begun, saved", "Births expected", "Core group"):
        assert words in text, words
    with django_assert_max_num_queries(MOST_STATEMENTS):
        client.get(reverse("families:today"))


def test_a_task_whose_day_is_past_says_so_on_today_and_on_its_case(client):
    case, nurse, _parent = worked_case()
    today = timezone.localdate()
    TaskFactory(case=case, assigned_to=nurse, title="For today", due_on=today)
    assert "Late." not in get(client, nurse)
    TaskFactory(case=case, assigned_to=nurse, title="Was for yesterday", due_on=today - timedelta(days=1))
    assert get(client, nurse).count("Late.") == 1
    on_case = client.get(reverse("families:case", args=[case.pk])).content.decode()
    assert on_case.count('<strong class="jigso-alert">late</strong>') == 1


def test_an_expected_birth_leads_to_its_case(client):
    case, nurse, _parent = worked_case(gestation=Gestation(271))
    births = get(client, nurse).partition("Births expected")[2].partition("</section>")[0]
    assert reverse("families:case", args=[case.pk]) in births


def test_each_part_shows_the_first_and_leads_to_the_rest_by_pages(client):
    case, nurse, _parent = worked_case()
    for number in range(PAGE + 3):
        TaskFactory(case=case, assigned_to=nurse, title=f"Task {number:03}")
    text = get(client, nurse)
    assert text.count("#tasks") == MOST_ROWS
    address = reverse("families:today_rest", args=["tasks"])
    assert address in text
    first, second = (client.get(address, {"page": number}).content.decode() for number in (1, 2))
    assert first.count("#tasks") == PAGE
    assert second.count("#tasks") == 3
    assert "page=2" in first
    for page in ("0", "-1", "x", "9" * 30, "\x00"):
        assert client.get(address, {"page": page, "day": page}).status_code == 200


def test_late_and_coming_clocks_are_counted_beyond_those_that_are_shown(client):
    case, nurse, _parent = worked_case()
    late = [
        Milestone(case=case, rule=f"old-{one}", first_due_on=TODAY(), due_on=TODAY() - timedelta(days=one + 1))
        for one in range(MOST_ROWS + 5)
    ]
    Milestone.objects.bulk_create(late)
    page = read_today(nurse, TODAY())
    assert len(page.clocks) == MOST_ROWS
    assert page.late >= MOST_ROWS + 5
    assert "clocks" in page.more


@pytest.mark.parametrize("part", sorted(REST))
def test_the_rest_of_each_part_holds_what_today_holds(client, part):
    team = team_offering()
    nurse, parent = midwife(team), midwife(team)
    (case,) = full_day(team, nurse, parent, cases=1)
    client.force_login(nurse)
    text = client.get(reverse("families:today_rest", args=[part])).content.decode()
    assert case.client.full_name in text or "Nothing of this kind" in text
    assert getattr(read_today(nurse, TODAY()), part)
    assert case.client.full_name in text
    client.force_login(midwife(team_offering()))
    assert case.client.full_name not in client.get(reverse("families:today_rest", args=[part])).content.decode()


def test_there_is_no_other_part(client):
    client.force_login(worked_case()[1])
    for part in ("nonsense", "week", "__class__"):
        assert client.get(f"/today/{part}/").status_code == 404


def test_a_task_on_a_case_of_another_team_and_a_draft_for_it_are_absent(client):
    case, _nurse, _parent = worked_case()
    stranger = midwife(team_offering())
    TaskFactory(case=case, assigned_to=stranger, title="Not for you")
    save_draft(user_id=stranger.pk, kind="visit", subject_id=f"case-{case.pk}", data={})
    save_draft(user_id=stranger.pk, kind="visit", subject_id="case-nonsense", data={})
    text = get(client, stranger)
    assert "Not for you" not in text
    assert case.client.full_name not in text
    assert read_today(stranger, TODAY()).typed == ()


def test_a_joint_visit_of_parents_kept_apart_names_one_side_to_its_worker(client):
    case, nurse, _parent = worked_case()
    his = partner_case(case)
    visit = visit_row(case, nurse, outcome="planned", when=at(TODAY(), 11))
    visit.visit_cases.create(case=his)
    keep_parents_apart(family=case.family, apart=True, expected_version=case.family.version, by=nurse)
    text = get(client, nurse)
    assert case.client.full_name in text
    assert his.client.full_name not in text


def test_a_person_without_a_team_has_an_empty_day(client):
    case, nurse, _parent = worked_case()
    nurse.memberships.update(ends=TODAY() - timedelta(days=1))
    nurse = type(nurse).objects.get(pk=nurse.pk)
    assert read_today(nurse, TODAY()).visits == ()
    assert case


def test_today_tells_a_manager_whose_supervision_is_late_and_leads_to_it(client, django_assert_max_num_queries):
    case, nurse, _parent = worked_case()
    boss = manager(case.team)
    nurse.memberships.update(starts=TODAY() - timedelta(days=400))
    day = TODAY() - timedelta(days=200)
    Supervision.objects.create(
        kind="supervision", supervisor=boss, worker=nurse, held_on=day, next_due_on=day + timedelta(days=40)
    )
    text = get(client, boss)
    assert "Supervision to hold" in text
    assert f"?worker={nurse.pk}&amp;kind=supervision" in text
    with django_assert_max_num_queries(MOST_STATEMENTS):
        client.get(reverse("families:today"))
    assert "Supervision to hold" not in get(client, nurse)
