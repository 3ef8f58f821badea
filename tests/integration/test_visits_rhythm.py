"""Visits week by week, series, the topics of the programme and the miles."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from families.actions.visit_series import series
from families.definition_of import rules_of
from families.models import ComplexityChange, Visit, VisitCase, VisitRhythm, VisitWorker
from families.reading.rhythm import monday_of, read_rhythm, read_topics
from tests.factories.families import antenatal_case, at, manager, visit_row, worked_case

pytestmark = pytest.mark.django_db

MONDAY = monday_of(timezone.localdate())


@pytest.fixture
def seen_often():
    """A case since eight weeks, to be visited three times a week since four."""
    case, nurse, _parent = worked_case(opened_on=MONDAY - timedelta(weeks=8))
    VisitRhythm.objects.create(case=case, from_day=MONDAY - timedelta(weeks=4), per_week=3, reason="Agreed")
    for week in range(1, 5):
        for day in range(2 + week % 2):
            visit_row(case, nurse, when=at(MONDAY - timedelta(weeks=week) + timedelta(days=day)))
    return case, nurse


def test_each_week_says_what_was_agreed_and_what_was_done(seen_often):
    case, _nurse = seen_often
    page = read_rhythm(case, timezone.localdate())
    lately = [(week.agreed, week.done) for week in page.weeks[1:5]]
    assert lately == [(3, 3), (3, 2), (3, 3), (3, 2)]
    assert [week.agreed for week in page.weeks[5:9]] == [0.5] * 4, "every 14 days, before anything was agreed"
    assert (page.agreed_mean, page.done_mean) == (14 / 8, 10 / 8)


def test_the_page_says_it_in_one_line_and_in_a_table(client, seen_often):
    case, nurse = seen_often
    client.force_login(nurse)
    text = client.get(reverse("families:visits", args=[case.pk])).content.decode()
    assert "1.8 a week agreed, 1.2 done" in text
    assert "Still planned" in text


def test_a_complex_case_is_visited_more_often_from_the_day_it_became_so():
    case, _nurse, _parent = worked_case(opened_on=MONDAY - timedelta(weeks=3))
    ComplexityChange.objects.create(case=case, complexity="complex", from_day=MONDAY - timedelta(weeks=1), reason="x")
    type(case).objects.filter(pk=case.pk).update(complexity="complex")
    case.refresh_from_db()
    weeks = read_rhythm(case, timezone.localdate()).weeks
    assert [week.agreed for week in weeks[:4]] == [1, 1, 0.5, 0.5]


def test_a_week_in_which_the_case_opened_counts_its_own_days_only():
    case, _nurse, _parent = worked_case(opened_on=MONDAY - timedelta(days=2))
    weeks = read_rhythm(case, timezone.localdate()).weeks
    assert round(weeks[1].agreed, 3) == round(0.5 * 2 / 7, 3)


def test_reading_the_weeks_asks_as_often_with_many_visits(django_assert_num_queries, seen_often):
    case, nurse = seen_often
    for number in range(40):
        visit_row(case, nurse, when=at(MONDAY - timedelta(days=number)))
    with django_assert_num_queries(4):
        read_rhythm(case, timezone.localdate())


def test_agreeing_a_rhythm_changes_the_series_that_is_offered(client, seen_often):
    case, nurse = seen_often
    client.force_login(nurse)
    sent = {"per_week": "2", "reason": "Settled", **_day("from_day", timezone.localdate())}
    asked = client.get(reverse("families:rhythm", args=[case.pk])).content.decode()
    assert "Agreed now: 3.0 visits a week. Usual for this case: 0.5." in asked
    assert client.post(reverse("families:rhythm", args=[case.pk]), sent).status_code == 302
    assert "about 3.5 days apart" in client.get(reverse("families:visit_plan", args=[case.pk])).content.decode()


@pytest.mark.parametrize(("changes", "field"), [({"per_week": "0"}, "per_week"), ({"per_week": "99"}, "per_week"),
                                                ({"reason": ""}, "reason"), ({"from_day-year": "2999"}, "from_day"),
                                                ({"from_day-year": "2001"}, "from_day")])  # fmt: skip
def test_an_impossible_rhythm_is_refused_at_its_field(client, seen_often, changes, field):
    case, nurse = seen_often
    client.force_login(nurse)
    sent = {"per_week": "2", "reason": "Settled", **_day("from_day", timezone.localdate()), **changes}
    answer = client.post(reverse("families:rhythm", args=[case.pk]), sent)
    assert answer.status_code == 400
    assert field in answer.context["form"].errors
    assert VisitRhythm.objects.count() == 1


def test_a_series_keeps_its_time_of_day_over_the_end_of_summer_time():
    first = at(date(2026, 10, 12), 10)
    moments = [timezone.localtime(one) for one in series(first, 3, 7)]
    assert [(one.day, one.hour) for one in moments] == [(12, 10), (19, 10), (26, 10)]
    assert moments[2].utcoffset() != moments[0].utcoffset()


def test_a_series_is_planned_at_once_and_only_once(client, seen_often):
    case, nurse = seen_often
    client.force_login(nurse)
    day = timezone.localdate() + timedelta(days=1)
    sent = {"key": "0a0e1f9e-1f5c-4d2b-8a94-3f3a0d6f0c11", "time": "10:00", "place": "home", "length": "60",
            "times": "4", "workers": [str(nurse.pk)], "cases": [str(case.pk)], **_day("day", day)}  # fmt: skip
    for _twice in range(2):
        assert client.post(reverse("families:visit_plan", args=[case.pk]), sent).status_code == 302
    days = [timezone.localdate(one.planned_for) - day for one in Visit.objects.planned().order_by("planned_for")]
    assert [one.days for one in days] == [0, 2, 5, 7], "three a week"


@pytest.mark.parametrize("times", ["0", "27", "x", "-3"])
def test_a_series_of_an_impossible_length_is_refused(client, seen_often, times):
    case, nurse = seen_often
    client.force_login(nurse)
    sent = {"time": "10:00", "times": times, "workers": [str(nurse.pk)], "cases": [str(case.pk)],
            **_day("day", timezone.localdate() + timedelta(days=1))}  # fmt: skip
    answer = client.post(reverse("families:visit_plan", args=[case.pk]), sent)
    assert "times" in answer.context["form"].errors
    assert not Visit.objects.planned().exists()


def test_the_topics_page_says_what_is_covered_when_by_whom_and_what_is_left(client):
    case, nurse, parent = worked_case()
    day = timezone.localdate()
    for ago, topics, worker in ((9, ["aces"], nurse), (2, ["aces", "housing"], parent), (1, ["attachment"], parent)):
        visit = visit_row(case, worker, when=at(day - timedelta(days=ago)))
        VisitCase.objects.filter(visit=visit).update(topics=topics)
    VisitCase.objects.filter(visit=visit_row(case, nurse, outcome="no_access", note="")).update(topics=["gro_brain"])
    page = read_topics(case)
    programme = [one for one in rules_of(case).visits.topics if one.programme]
    assert (page.covered, len(page.left)) == (2, len(programme) - 2)
    aces = next(line for line in page.programme if line.times == 2)
    assert (aces.first_on, aces.last_on) == (day - timedelta(days=9), day - timedelta(days=2))
    assert set(aces.by) == {nurse.name, parent.name}
    assert [line.times for line in page.others] == [1]
    client.force_login(nurse)
    text = client.get(reverse("families:topics", args=[case.pk])).content.decode()
    assert f"2 of {len(programme)} covered" in text


def test_signing_without_saying_what_happened_asks_for_nothing_that_is_hidden(client):
    case, nurse, _parent = worked_case()
    client.force_login(nurse)
    answer = client.post(reverse("families:visit_new", args=[case.pk]), {"note": "All well.", "concern": "none"})
    assert set(answer.context["form"].errors) == {"outcome"}
    assert "Say who you saw" not in answer.content.decode()


def test_miles_of_other_peoples_visits_are_theirs_to_say(client):
    case, nurse, parent = worked_case()
    visit_row(case, nurse, parent, when=timezone.now() - timedelta(minutes=5))
    client.force_login(nurse)
    theirs = VisitWorker.objects.get(worker=parent)
    mine = VisitWorker.objects.get(worker=nurse)
    client.post(reverse("families:mileage"), {f"miles-{theirs.pk}": "90", f"miles-{mine.pk}": "4.5"})
    assert list(VisitWorker.objects.order_by("travel_miles").values_list("worker", "travel_miles")) == [
        (nurse.pk, Decimal("4.5")), (parent.pk, None),
    ]  # fmt: skip


def test_miles_that_were_changed_on_another_page_are_not_written_over(client):
    case, nurse, _parent = worked_case()
    visit_row(case, nurse, when=timezone.now() - timedelta(minutes=5))
    VisitWorker.objects.update(travel_miles=7)
    client.force_login(nurse)
    row = VisitWorker.objects.get()
    answer = client.post(reverse("families:mileage"), {f"miles-{row.pk}": "4", f"was-{row.pk}": ""})
    assert answer.status_code == 400
    assert "changed on another page" in answer.content.decode()
    row.refresh_from_db()
    assert row.travel_miles == 7


@pytest.mark.parametrize("miles", ["-1", "1000", "x", "1.25", "\x00"])
def test_impossible_miles_are_refused(client, miles):
    case, nurse, _parent = worked_case()
    visit_row(case, nurse, when=timezone.now() - timedelta(minutes=5))
    client.force_login(nurse)
    answer = client.post(reverse("families:mileage"), {f"miles-{VisitWorker.objects.get().pk}": miles})
    assert answer.status_code == 400
    assert VisitWorker.objects.get().travel_miles is None


def test_a_month_that_is_no_month_is_this_one(client):
    _case, nurse, _parent = worked_case()
    client.force_login(nurse)
    for text in ("2026-13", "x", "0001-01", "9999-12", "-1"):
        assert client.get(reverse("families:mileage"), {"month": text}).status_code == 200
        assert client.get(reverse("families:mileage_file"), {"month": text}).status_code == 200


def test_no_page_of_miles_names_a_family_to_anybody_who_may_not_see_it(client):
    case, nurse, _parent = worked_case()
    elsewhere = antenatal_case(family_name="Cyfrinach")
    visit_row(elsewhere, nurse, when=timezone.now() - timedelta(minutes=5))
    elsewhere.family.exclusions.create(user=nurse, reason="Alleged", starts=timezone.localdate())
    for user in (nurse, manager(case.team)):
        signed_in = Client()
        signed_in.force_login(user)
        assert "Cyfrinach" not in signed_in.get(reverse("families:mileage")).content.decode()


def _day(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}
