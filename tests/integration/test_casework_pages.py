"""The pages that everybody starts from, read by those who may and by those who may not."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from activity.models import AccessEntry
from families.actions.renew import renew_case
from families.models import Family, HandOver, Meeting, MeetingCase, MeetingInvitation, PersonName, Status
from families.reading.today import read_today
from tests.factories.accounts import user_with
from tests.factories.families import (
    allocated,
    antenatal_case,
    at,
    born,
    manager,
    midwife,
    partner_case,
    team_offering,
    visit_row,
    worked_case,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def worked():
    case, owner, parent = worked_case()
    visit_row(case, owner, outcome="planned", when=at(timezone.localdate(), 15))
    return case, owner, parent


def page(client, user, name, **kwargs):
    client.force_login(user)
    return client.get(reverse(f"families:{name}", kwargs=kwargs))


def test_today_shows_my_visit_and_my_clocks(client, worked):
    case, owner, _parent = worked
    answer = page(client, owner, "today")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert case.client.full_name in text
    assert "Log visit" in text


def test_the_strip_of_a_week_counts_visits_meetings_and_clocks(worked):
    case, owner, _parent = worked
    today = timezone.localdate()
    meeting = Meeting.objects.create(family=case.family, kind="core_group", scheduled_for=at(today, 16))
    MeetingCase.objects.create(meeting=meeting, case=case)
    MeetingInvitation.objects.create(meeting=meeting, worker=owner)
    first = case.milestones.filter(met_on=None).first()
    case.milestones.filter(pk=first.pk).update(due_on=today)
    strip = {one.day: one for one in read_today(owner, today).week}
    assert (strip[today].visits, strip[today].meetings, strip[today].clocks) == (1, 1, 1)
    assert today + timedelta(days=14) not in strip


@pytest.mark.parametrize(("day", "first", "last"), [(27, 23, 27), (28, 28, 34), (29, 28, 34)])
def test_a_weekend_belongs_to_the_week_that_follows(worked, day, first, last):
    monday = date(2026, 11, 23)
    week = read_today(worked[1], monday + timedelta(days=day - 23)).week
    assert [week[0].day, week[-1].day] == [monday + timedelta(days=first - 23), monday + timedelta(days=last - 23)]


def test_a_role_that_was_handed_over_is_no_gap(client, worked):
    case, _owner, _parent = worked
    child = case.pregnancy.children.get()
    today = timezone.localdate()
    born(child, on=today - timedelta(days=30))
    HandOver.objects.create(case=case, child=child, slot="midwife", done_on=today, to="Health visitor")
    case.allocations.filter(slot="midwife").update(ends=today - timedelta(days=1))
    text = page(client, manager(case.team), "case", case_id=case.pk).content.decode()
    assert "Handed over to Health visitor" in text
    assert "Nobody yet" not in text


def test_a_waiting_clock_leads_to_where_it_is_answered(client, worked):
    case, owner, _parent = worked
    born(case.pregnancy.children.get(), on=timezone.localdate() - timedelta(days=20))
    renew_case(case=case, by=owner)
    waiting = case.milestones.get(rule="hand_over")
    where = reverse("families:hand_over", args=[case.pk])
    assert where in page(client, owner, "milestone", case_id=case.pk, milestone_id=waiting.pk).content.decode()
    reader = midwife(case.team)
    assert where not in page(client, reader, "milestone", case_id=case.pk, milestone_id=waiting.pk).content.decode()


def test_today_of_a_colleague_does_not_show_my_visit(client, worked):
    case, _owner, _parent = worked
    assert case.client.full_name not in page(client, midwife(case.team), "today").content.decode()


@pytest.mark.parametrize("words", ["nonsense", "2026-02-31", "9999-99-99", "\x00"])
def test_a_day_that_is_none_falls_back_to_today(client, worked, words):
    client.force_login(worked[1])
    assert client.get(reverse("families:today"), {"day": words}).status_code == 200


def test_the_case_page_shows_who_and_when_and_is_remembered(client, worked):
    case, owner, _parent = worked
    answer = page(client, owner, "case", case_id=case.pk)
    text = answer.content.decode()
    assert answer.status_code == 200
    for words in (case.client.full_name, "20+0", case.reference):
        assert words in text
    opened = AccessEntry.objects.get(kind="opened", subject_id=str(case.pk))
    assert opened.user_id == owner.pk


def test_a_worker_of_another_team_finds_no_case(client, worked):
    case, _owner, _parent = worked
    stranger = midwife(team_offering())
    for name in ("case", "timeline"):
        assert page(client, stranger, name, case_id=case.pk).status_code == 404
    milestone = case.milestones.first()
    assert page(client, stranger, "milestone", case_id=case.pk, milestone_id=milestone.pk).status_code == 404


def test_each_clock_says_why_it_falls_on_its_day(client, worked):
    case, owner, _parent = worked
    for milestone in case.milestones.all():
        text = page(client, owner, "milestone", case_id=case.pk, milestone_id=milestone.pk).content.decode()
        assert "Why this day" in text
        assert milestone.sum["source"] in unescape(text)


def test_the_manager_sees_late_clocks_and_gaps(client):
    case = antenatal_case(opened_on=timezone.localdate() - timedelta(days=60))
    text = page(client, manager(case.team), "clocks").content.decode()
    assert case.client.full_name in text
    assert "Midwife" in text
    assert "late" in text


def test_search_finds_an_earlier_name_and_a_reference_but_not_for_strangers(client, worked):
    case, owner, _parent = worked
    yesterday = timezone.localdate() - timedelta(days=1)
    PersonName.objects.create(
        person=case.client, kind="previous", given_name="Ffion", family_name="Llŷr-O’Brien", valid_from=yesterday
    )
    stranger = midwife(team_offering())
    for words in ("llŷr", case.reference.lower(), "ffion brien", "SA11AA"):
        client.force_login(owner)
        assert case.reference in client.post(reverse("families:search"), {"words": words}).content.decode(), words
        client.force_login(stranger)
        assert case.reference not in client.post(reverse("families:search"), {"words": words}).content.decode()


def test_search_says_what_is_missing_and_survives_nonsense(client, worked):
    client.force_login(worked[1])
    assert client.post(reverse("families:search"), {"words": ""}).status_code == 400
    assert client.post(reverse("families:search"), {"words": "a\x00b"}).status_code == 400
    assert client.post(reverse("families:search"), {"words": "%_'; --"}).status_code == 200


def test_where_parents_are_kept_apart_his_page_does_not_name_her(client, worked):
    case, _owner, _parent = worked
    his = partner_case(case)
    Family.objects.filter(pk=case.family_id).update(parents_kept_apart=True)
    text = page(client, manager(case.team), "case", case_id=his.pk).content.decode()
    assert case.client.full_name not in text


@pytest.mark.parametrize("visits", [5, 50])
def test_the_case_page_asks_as_often_whatever_its_size(client, worked, visits, django_assert_max_num_queries):
    case, owner, _parent = worked
    for number in range(visits):
        visit_row(case, owner, when=at(timezone.localdate() - timedelta(days=number % 20 + 1)))
    client.force_login(owner)
    with django_assert_max_num_queries(40):
        client.get(reverse("families:case", kwargs={"case_id": case.pk}))


@pytest.mark.parametrize("cases", [3, 12])
def test_a_caseload_asks_as_often_whatever_its_length(client, cases, django_assert_max_num_queries):
    team = team_offering()
    for _number in range(cases):
        antenatal_case(team)
    client.force_login(manager(team))
    with django_assert_max_num_queries(14):
        answer = client.get(reverse("families:caseload"), {"whose": "team"})
    assert answer.content.decode().count("JS-") == cases


def test_roles_without_casework_have_no_caseload(client, worked):
    for role in ("returns_admin", "referrer", "information_governance", "system_admin"):
        assert page(client, user_with(role, team=worked[0].team), "caseload").status_code == 404


def test_my_cases_stand_in_the_order_in_which_they_need_somebody(client):
    team = team_offering()
    nurse, today = midwife(team), timezone.localdate()
    cases = [antenatal_case(team, given_name=name) for name in ("Calmah", "Soonah", "Riskah", "Lateah")]
    for case, days in zip(cases, (60, 4, 50, -2), strict=True):
        allocated(case, "midwife", nurse)
        case.milestones.update(due_on=today + timedelta(days=days))
    Status.objects.create(
        family=cases[2].family, person=cases[2].pregnancy.children.get().person, kind="child_protection",
        on_register=True, categories=["neglect"], starts=today,
    )  # fmt: skip
    text = page(client, nurse, "caseload").content.decode()
    order = sorted(("Calmah", "Soonah", "Riskah", "Lateah"), key=text.index)
    assert order == ["Lateah", "Soonah", "Riskah", "Calmah"]
