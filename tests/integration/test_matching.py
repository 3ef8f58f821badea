"""Deciding by hand: comparing, filling in, accepting and refusing through the pages."""

from datetime import timedelta

import pytest
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from activity.models import AccessEntry
from families.models import Case, Person
from families.timeline.reading import read_timeline
from referrals.matching.candidates import search_all, search_for
from referrals.models import MatchDecision, Referral
from tests.factories import families as make
from tests.factories.accounts import PartnershipFactory
from tests.factories.referrals import referral_to, same_person_as


@pytest.fixture
def team(db):
    return make.team_offering()


@pytest.fixture
def carys(client, team):
    user = make.manager(team, name="Carys Ffug")
    client.force_login(user)
    return user


def page(name, *args):
    return reverse(f"referrals:{name}", args=args)


@pytest.mark.parametrize(
    "written",
    [
        {"given_name": "Sian", "family_name": "OBrien"},
        {"given_name": "SIÂN", "family_name": "O’Brien"},
        {"given_name": "Siân", "family_name": "O'Brien-Jones"},
        {"given_name": "O'Brien", "family_name": "Siân"},
        {"given_name": "Sian", "family_name": "O'Brian"},
    ],
)
def test_names_as_people_write_them_find_the_record(team, carys, written):
    known = make.antenatal_case(team, given_name="Siân", family_name="O'Brien")
    referral = referral_to(team, **written, date_of_birth=known.client.date_of_birth)
    assert [one.person for one in search_for(referral, carys).shown] == [known.client]


def test_a_name_and_a_due_date_find_the_record_where_no_date_of_birth_is_known(team, carys):
    known = make.antenatal_case(team, given_name="Llŷr", family_name="Sampl")
    referral = referral_to(
        team, given_name="Llyr", family_name="Sampel", date_of_birth=None, due_date=known.pregnancy.due_date
    )
    assert [one.person for one in search_for(referral, carys).shown] == [known.client]


def test_people_of_another_partnership_are_never_candidates(team, carys):
    known = make.antenatal_case(make.team_offering(partnership=PartnershipFactory()))
    found = search_for(referral_to(team, **same_person_as(known)), carys)
    assert (found.shown, found.hidden) == ((), 0)


def test_searching_for_many_asks_no_more_often_than_for_one(team, carys, django_assert_max_num_queries):
    known = make.antenatal_case(team)
    many = [referral_to(team, **same_person_as(known)) for _ in range(10)]
    with django_assert_max_num_queries(10) as one:
        search_all(many[:1], carys)
    with django_assert_max_num_queries(10) as ten:
        assert all(search.shown for search in search_all(many, carys).values())
    assert len(one) == len(ten)


def test_side_by_side_says_what_agrees_and_keeps_the_answer(client, team, carys):
    known = make.antenatal_case(team)
    referral = referral_to(team, **same_person_as(known), postcode="SA5 7DD")
    address = page("compare", referral.pk, known.client_id)
    text = client.get(address).content.decode()
    assert known.reference in text
    assert "Same" in text
    assert AccessEntry.objects.filter(subject_id=str(known.client_id)).exists()
    assert client.post(address, {}).status_code == 400
    answer = {"verdict": "same", "take": ["address"], "why": "Rang her"}
    assert client.post(address, answer).url == page("referral", referral.pk)
    kept = MatchDecision.objects.get()
    assert (kept.verdict, kept.take, kept.decided_by) == ("same", ["address"], carys)
    assert {"name", "date_of_birth"} <= set(kept.agreed_on_fields)
    assert client.get(page("referral", referral.pk)).status_code == 200
    assert Person.objects.filter(pk=known.client_id).exists()


def test_two_people_cannot_both_be_the_same(client, team, carys):
    first, second = make.antenatal_case(team), make.antenatal_case(team)
    referral = referral_to(team, **same_person_as(first))
    client.post(page("compare", referral.pk, first.client_id), {"verdict": "same"})
    response = client.post(page("compare", referral.pk, second.client_id), {"verdict": "same"})
    assert response.status_code == 400
    assert "somebody else" in response.content.decode()


def test_accepting_leads_on_to_the_allocation(client, team, carys):
    referral = referral_to(team)
    assert "What accepting does" in client.get(page("accept", referral.pk)).content.decode()
    response = client.post(page("accept", referral.pk), {})
    case = Case.objects.get()
    assert response.url == reverse("families:allocate", args=[case.pk])
    assert client.get(response.url).status_code == 200
    entries = [entry.title for entry in read_timeline(case, carys).entries if entry.kind == "referral"]
    assert any(referral.reference in title for title in entries)


def test_a_double_click_on_accept_opens_one_case_and_ends_in_the_same_place(client, team, carys):
    referral = referral_to(team)
    form = {"key": "0190c2a0-0000-7000-8000-000000000001"}
    first, second = (client.post(page("accept", referral.pk), form) for _ in range(2))
    assert first.url == second.url
    assert Case.objects.count() == 1


def test_accepting_what_is_not_ready_says_why(client, team, carys):
    referral = referral_to(team, consent="not_asked")
    response = client.post(page("accept", referral.pk), {})
    assert response.status_code == 400
    assert "Still missing" in response.content.decode()


def test_what_was_missing_is_filled_in(client, team, carys):
    referral = referral_to(team, consent="not_asked", safety_asked=False, due_date=None, due_date_source="")
    address = page("complete", referral.pk)
    assert client.get(address).status_code == 200
    due = timezone.localdate() + timedelta(days=100)
    form = {
        "version": 1, "consent": "given", "safety_asked": "yes", "safe_channels": ["text"],
        "due_date_source": "stated", "stated_on": due.isoformat(),
    }  # fmt: skip
    assert client.post(address, form).status_code == 302
    referral.refresh_from_db()
    assert (referral.consent, referral.due_date, referral.safe_channels) == ("given", due, ["text"])
    stale = client.post(address, {**form, "safe_channels": ["call"]})
    assert stale.status_code == 409


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("wait", {"review_on": "2000-01-01", "why": "Full"}),
        ("wait", {"review_on": "", "why": "Full"}),
        ("decline", {"reason": "because"}),
        ("redirect", {"destination": "", "why": "Fits"}),
        ("redirect", {"destination": "X" * 200, "why": "Fits"}),
    ],
)
def test_a_wrong_decision_is_said_at_its_field(client, team, carys, name, form):
    referral = referral_to(team)
    response = client.post(page(name, referral.pk), form)
    assert response.status_code == 400
    assert "There is a problem" in response.content.decode()
    referral.refresh_from_db()
    assert referral.state == "received"


@pytest.mark.parametrize(
    ("name", "form", "state"),
    [
        ("wait", {"review_on": (timezone.localdate() + timedelta(days=9)).isoformat(), "why": "Full"}, "waiting"),
        ("decline", {"reason": "out_of_area"}, "declined"),
        ("redirect", {"destination": "Flying Start", "why": "Fits"}, "redirected"),
    ],
)
def test_a_decision_moves_the_referral_once(client, team, carys, name, form, state):
    referral = referral_to(team)
    assert client.get(page(name, referral.pk)).status_code == 200
    assert client.post(page(name, referral.pk), form).url == page("inbox")
    referral.refresh_from_db()
    assert referral.state == state
    assert client.get(page("referral", referral.pk)).status_code == 200
    if state != "waiting":
        assert client.get(page(name, referral.pk)).status_code == 302
        again = client.post(page(name, referral.pk), form)
        assert "decided this on" in again.content.decode()
    assert Referral.objects.annotate(n=Count("decisions")).get().n == 1


def test_an_acknowledgement_is_recorded_through_its_page(client, team, carys):
    referral = referral_to(team)
    client.post(page("redirect", referral.pk), {"destination": "Flying Start", "why": "Fits"})
    address = page("acknowledge", referral.pk)
    assert client.get(address).status_code == 200
    assert client.post(address, {"acknowledged_on": timezone.localdate().isoformat()}).status_code == 302
    assert referral.decisions.get().acknowledged_on == timezone.localdate()


def test_two_due_dates_near_each_other_are_said_to_be_days_apart_and_never_the_same(client, team, carys):
    known = make.antenatal_case(team)
    due = known.pregnancy.due_date
    referral = referral_to(team, **same_person_as(known), postcode="SA5 7DD", due_date=due + timedelta(days=2))
    assert "2 days apart" in client.get(page("compare", referral.pk, known.client_id)).content.decode()
