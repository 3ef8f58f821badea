"""The inbox: its order, its lists, its pages, its number of queries."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from families.actions.gate import restrict
from families.working_days import calendar_of
from referrals.actions.accepting import accept_referral
from referrals.actions.asking import ask_referrer
from referrals.actions.deciding import decline, put_on_waiting_list, redirect_elsewhere
from referrals.models import Referral
from referrals.reading import inbox as reading
from referrals.reading.inbox import read_inbox
from referrals.reading.urgency import BORN, LATE, TODAY, WITHIN
from tests.factories import families as make
from tests.factories.crowds import referrals_like
from tests.factories.referrals import referral_to, same_person_as

INBOX = "/referrals/"


def today():
    return timezone.localdate()


def working_days_ago(number):
    """The latest day from which ``number`` working days have passed until today."""
    calendar = calendar_of("wales")
    day = today()
    while calendar.count(day, today()) < number:
        day -= timedelta(days=1)
    return day


@pytest.fixture
def team(db):
    return make.team_offering()


@pytest.fixture
def carys(client, team):
    user = make.manager(team, name="Carys Ffug")
    client.force_login(user)
    return user


def names(page):
    return [line.referral.given_name for line in page.lines]


def test_the_born_come_first_then_what_is_past_the_target_then_the_nearest_birth(team, carys):
    due = today() + timedelta(days=100)
    referral_to(team, given_name="Later", due_date=due)
    referral_to(team, given_name="Sooner", due_date=due - timedelta(days=50))
    referral_to(team, given_name="Undated", due_date=None, due_date_source="")
    referral_to(team, given_name="Born", born_on=today(), due_date=None, due_date_source="")
    referral_to(team, given_name="Late", due_date=due, received_on=working_days_ago(6))
    referral_to(team, given_name="Today", due_date=due, received_on=working_days_ago(5))
    page = read_inbox(carys, today())
    assert names(page) == ["Born", "Late", "Today", "Sooner", "Later", "Undated"]
    assert [group.band for group in page.groups] == [BORN, LATE, TODAY, WITHIN]
    assert (page.late, page.target, page.oldest) == (1, 5, 6)
    assert page.lines[1].over == 1


def test_of_births_in_one_week_the_unsafe_comes_first_and_a_concealed_one_may_be_any_day(team, carys):
    monday = today() + timedelta(days=100 - (today() + timedelta(days=100)).weekday())
    referral_to(team, given_name="Longest", due_date=monday, received_on=working_days_ago(2))
    referral_to(team, given_name="Longer", due_date=monday + timedelta(days=1), received_on=working_days_ago(1))
    referral_to(team, given_name="Unsafe", due_date=monday + timedelta(days=6), safety="Ring the surgery")
    referral_to(team, given_name="Alone", due_date=monday + timedelta(days=7), never_alone=True)
    referral_to(team, given_name="Concealed", concealed=True, due_date=None, due_date_source="")
    assert names(read_inbox(carys, today())) == ["Concealed", "Unsafe", "Longest", "Longer", "Alone"]


@pytest.mark.parametrize("waited", range(8))
def test_the_band_in_the_database_is_the_count_of_working_days(team, carys, waited):
    for spread in range(3):
        referral_to(team, received_on=working_days_ago(waited) - timedelta(days=spread))
    for line in read_inbox(carys, today()).lines:
        expected = LATE if line.waited > 5 else TODAY if line.waited == 5 else WITHIN
        assert line.band == expected


def test_the_lists_hold_what_they_say(client, team, carys):
    waiting, declined, gone, taken, open_one = (referral_to(team) for _ in range(5))
    put_on_waiting_list(referral=waiting, review_on=today() + timedelta(days=7), why="Full", by=carys)
    decline(referral=declined, reason="out_of_area", by=carys)
    redirect_elsewhere(referral=gone, destination="Flying Start", why="Fits", by=carys)
    accept_referral(referral=taken, by=carys)
    expected = {
        "decide": {open_one}, "waiting": {waiting}, "redirected": {gone}, "decided": {declined, gone, taken},
    }  # fmt: skip
    for which, rows in expected.items():
        page = read_inbox(carys, today(), which=which)
        assert {line.referral for line in page.lines} == rows
        assert page.tallies[which] == len(rows)
        assert client.get(INBOX, {"list": which}).status_code == 200


def test_a_decision_older_than_thirty_days_leaves_the_list(team, carys):
    old = referral_to(team)
    made = decline(referral=old, reason="out_of_area", by=carys)
    made.decided_on = today() - timedelta(days=31)
    made.save()
    assert read_inbox(carys, today()).tallies["decided"] == 0


def test_pages_follow_one_another_without_gap_or_repetition(team, carys, monkeypatch):
    monkeypatch.setattr(reading, "PAGE", 2)
    for number in range(7):
        referral_to(team, due_date=today() + timedelta(days=100 + number % 3), received_on=working_days_ago(number))
    seen, mark = [], ""
    while True:
        page = read_inbox(carys, today(), mark=mark)
        seen += [line.referral.pk for line in page.lines]
        mark = page.next
        if not mark:
            break
    assert len(seen) == len(set(seen)) == 7


@pytest.mark.parametrize("mark", ["", "nonsense", "1_2_3_4_5", "0_0_2026-01-01_2026-02-30_x", "\x00"])
def test_a_mark_that_is_none_gives_the_first_page(client, team, carys, mark):
    referral = referral_to(team)
    page = client.get(INBOX, {"after": mark})
    assert referral.given_name in page.content.decode()


@pytest.mark.parametrize("which", reading.LISTS)
def test_the_number_of_queries_does_not_grow_with_the_rows(client, team, carys, django_assert_max_num_queries, which):
    def add(number):
        for _ in range(number):
            referral = referral_to(team)
            if which == "asked":
                ask_referrer(referral=referral, text="Which clinic?", by=carys)
            if which == "waiting":
                put_on_waiting_list(referral=referral, review_on=today() + timedelta(days=9), why="Full", by=carys)
            if which == "redirected":
                redirect_elsewhere(referral=referral, destination="X", why="Y", by=carys)
            if which == "decided":
                decline(referral=referral, reason="out_of_area", by=carys)

    counts = []
    for expected in (5, 50):
        add(expected - Referral.objects.count())
        with django_assert_max_num_queries(24) as seen:
            response = client.get(INBOX, {"list": which})
        assert response.content.decode().count('scope="row"') == expected
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("most", [100, pytest.param(10_000, marks=pytest.mark.full)])
def test_the_inbox_asks_as_often_for_many_referrals_as_for_ten(
    client, team, carys, django_assert_max_num_queries, most
):
    model = referral_to(team)
    counts = []
    for number in (10, most):
        referrals_like(model, number - Referral.objects.count())
        with django_assert_max_num_queries(24) as seen:
            response = client.get(INBOX)
        assert f"({number})" in response.content.decode()
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert response.content.decode().count('scope="row"') == min(most, reading.PAGE)


def test_a_possible_match_is_told_and_leads_to_the_comparison(client, team, carys):
    known = make.antenatal_case(team)
    referral = referral_to(team, **same_person_as(known))
    page = client.get(INBOX).content.decode()
    assert reverse("referrals:compare", args=[referral.pk, known.client_id]) in page
    assert "Accept" not in page


def test_a_record_that_may_not_be_opened_is_counted_and_not_named(client, team, carys):
    hidden = make.antenatal_case(team, given_name="Cudd", family_name="Cyfrinach")
    restrict(family=hidden.family, named=[], reason="Staff", on=today(), by=make.manager(team))
    referral = referral_to(team, given_name="Cud", family_name="Cyfrinach", date_of_birth=hidden.client.date_of_birth)
    for page in (INBOX, reverse("referrals:referral", args=[referral.pk])):
        text = client.get(page).content.decode()
        assert "you may not open" in text
        assert "Cudd" not in text
        assert str(hidden.client_id) not in text
        assert hidden.reference not in text
    assert client.get(reverse("referrals:compare", args=[referral.pk, hidden.client_id])).status_code == 404


def test_a_referral_that_opened_a_case_goes_with_the_case_when_it_is_restricted(client, team, carys):
    referral = referral_to(team)
    case = accept_referral(referral=referral, by=carys)
    assert client.get(reverse("referrals:referral", args=[referral.pk])).status_code == 200
    restrict(family=case.family, named=[], reason="Staff", on=today(), by=make.manager(team))
    assert client.get(reverse("referrals:referral", args=[referral.pk])).status_code == 404
    assert read_inbox(carys, today(), which="decided").tallies["decided"] == 0


def test_the_inbox_of_another_team_shows_nothing(client, team):
    referral = referral_to(team)
    client.force_login(make.manager(make.team_offering()))
    assert referral.given_name not in client.get(INBOX).content.decode()


def test_a_practitioner_has_no_inbox(client, team):
    client.force_login(make.midwife(team))
    assert client.get(INBOX).status_code == 404
