"""The referrer's pages: what is asked, what is refused at its field, what is kept, what is seen."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from activity.drafts import draft_token, find_draft
from activity.models import AccessEntry
from referrals.actions.deciding import redirect_elsewhere
from referrals.models import Referral
from tests.factories import families as make
from tests.factories.accounts import TeamFactory, user_with
from tests.factories.referrals import referral_to, referrer

TODAY = timezone.localdate
NEW = "/referrals/new/"


def days(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def booking(**details):
    """A complete form of a mother at 12+3 by scan today."""
    return {
        "key": str(uuid4()),
        "client_kind": "mother",
        "given_name": "Megan",
        "family_name": "Sampl",
        "nhs_number": "999 000 0050",
        "postcode": "sa13sn",
        "phone": "07700 900142",
        "safety_asked": "yes",
        "safe_channels": ["call", "text"],
        "interpreter_needed": "no",
        "care_leaver": "not_asked",
        "due_date_source": "scan",
        **days("scanned_on", TODAY()),
        "gestation": "12+3",
        "fetuses": "1",
        "already_born": "no",
        "reason": "Low mood, insecure housing.",
        "consent": "given",
        "source": "community_midwife",
        "referrer_name": "Ann Ffug",
    } | details


@pytest.fixture
def team(db):
    return make.team_offering()


@pytest.fixture
def ann(client, team):
    user = referrer(team, name="Ann Ffug")
    client.force_login(user)
    return user


def send(client, **details):
    return client.post(NEW, booking(**details))


def test_a_booking_is_received_with_a_reference(client, ann, team):
    response = send(client)
    referral = Referral.objects.get()
    assert response.url == reverse("referrals:sent", args=[referral.pk]) + "?sent=1"
    page = client.get(response.url).content.decode()
    assert referral.reference in page
    assert "Referral received" in page
    assert (referral.sent_by, referral.team) == (ann, team)
    assert (referral.nhs_number, referral.postcode) == ("9990000050", "SA1 3SN")
    assert referral.due_date == TODAY() + timedelta(days=280 - 87)
    assert (referral.due_date_basis_on, referral.due_date_gestation_days) == (TODAY(), 87)


def test_sent_twice_it_is_received_once(client, ann):
    form = booking()
    first, second = client.post(NEW, form), client.post(NEW, form)
    assert first.url == second.url
    assert Referral.objects.count() == 1


def test_a_changed_form_under_a_used_key_is_shown_again_and_can_be_sent(client, ann):
    form = booking()
    client.post(NEW, form)
    response = client.post(NEW, {**form, "given_name": "Another"})
    assert response.status_code == 400
    assert "Another" in response.content.decode()
    assert Referral.objects.count() == 1


FUTURE = TODAY() + timedelta(days=3)


@pytest.mark.parametrize(
    ("details", "message"),
    [
        ({"nhs_number": "999 000 0051"}, "This is not an NHS number"),
        ({"postcode": "SWANSEA"}, "This is not a postcode"),
        ({"phone": "ring Mam"}, "Write a phone number"),
        (days("scanned_on", FUTURE), "The date cannot be in the future"),
        ({"gestation": "12+9"}, "Write weeks and days"),
        ({"gestation": ""}, "Fill this in for the way that you chose"),
        ({"due_date_source": "stated", **days("stated_on", TODAY() + timedelta(days=281))}, "at most 280 days"),
        ({"due_date_source": "stated", **days("stated_on", TODAY() - timedelta(days=60))}, "more than 45 weeks"),
        ({"date_of_birth-day": "29", "date_of_birth-month": "2", "date_of_birth-year": "1999"}, "no such day"),
        ({"date_of_birth-day": "1", "date_of_birth-month": "2", "date_of_birth-year": "1925"}, "100 years ago"),
        ({"already_born": "yes"}, "Enter the day on which the baby was born"),
        (
            {"already_born": "yes", "due_date_source": "unknown", **days("born_on", TODAY() - timedelta(days=2))},
            "Say why the baby came before the referral",
        ),
        (
            {"already_born": "yes", "born_first_reason": "Concealed", **days("born_on", TODAY())},
            "before 20 weeks",
        ),
        ({"client_kind": "partner"}, "Name the mother"),
        ({"gestation": "30+0", **days("booked_on", TODAY())}, "The booking was late"),
        ({"fetuses": "9"}, "6"),
        ({"source": "a_stranger"}, "Select a valid choice"),
        ({"consent": ""}, "Say what the family answered"),
        ({"safety_asked": ""}, "Say whether safe contact"),
        ({"given_name": "Me\x00gan"}, "invisible characters"),
        ({"reason": "x" * 1_000_000}, "20000 characters or fewer"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(client, ann, details, message):
    response = send(client, **details)
    page = response.content.decode()
    assert response.status_code == 400
    assert message in page
    assert "Sampl" in page
    assert not Referral.objects.exists()


def test_a_baby_born_before_the_referral_is_taken_with_its_reason(client, ann):
    born = days("born_on", TODAY() - timedelta(days=2))
    send(client, already_born="yes", born_first_reason="Concealed", due_date_source="unknown", **born)
    referral = Referral.objects.get()
    assert (referral.born_on, referral.due_date) == (TODAY() - timedelta(days=2), None)


def test_what_is_not_known_at_booking_may_stay_open(client, ann):
    response = send(
        client, due_date_source="unknown", nhs_number="", phone="", postcode="", safety_asked="no", consent="not_asked"
    )
    assert response.status_code == 302
    referral = Referral.objects.get()
    assert (referral.due_date, referral.safe_channels) == (None, [])


def kept(client, **details):
    """Keep a half-written referral; its address."""
    return client.post(NEW, booking(keep="1", **details)).url


def test_a_half_written_referral_is_kept_and_comes_back(client, ann):
    draft = kept(client, reason="Half a tho", **{"date_of_birth-day": "31"})
    assert not Referral.objects.exists()
    page = client.get(draft).content.decode()
    assert "Half a tho" in page
    assert "You began this" in page
    assert "There is a problem" not in page
    for listed in (NEW, reverse("referrals:mine")):
        assert draft in client.get(listed).content.decode()
    client.post(draft, booking(draft_version="1"))
    assert Referral.objects.count() == 1
    assert client.get(draft).status_code == 404


def test_several_referrals_can_be_begun_at_once(client, ann):
    first, second = kept(client, given_name="Megan"), kept(client, given_name="Nerys")
    page = client.get(reverse("referrals:mine")).content.decode()
    assert first != second
    assert "Megan" in page
    assert "Nerys" in page


def test_a_kept_text_can_be_thrown_away(client, ann):
    draft = kept(client, reason="Half a tho")
    client.post(draft, {"discard": "1"})
    assert client.get(draft).status_code == 404
    assert draft not in client.get(NEW).content.decode()


@pytest.mark.parametrize("button", [{"keep": "1"}, {}], ids=["kept", "sent"])
def test_a_draft_that_was_kept_elsewhere_meanwhile_is_not_overwritten(client, ann, button):
    draft = kept(client, reason="First")
    client.post(draft, booking(keep="1", draft_version="1", reason="On the phone"))
    response = client.post(draft, booking(draft_version="1", reason="At the desk", **button))
    page = response.content.decode()
    assert response.status_code == 409
    assert "On the phone" in page
    assert "At the desk" in page
    assert "On the phone" in client.get(draft).content.decode()
    # Opened anew, with both versions seen, the other text can be kept
    client.post(draft, booking(keep="1", draft_version="2", reason="At the desk"))
    assert "At the desk" in client.get(draft).content.decode()


def test_one_draft_sent_from_two_devices_is_received_once(client, ann):
    draft = kept(client)
    key = draft.rstrip("/").rpartition("/")[2]
    form = booking(key=key, draft_version="1")
    first, second = client.post(draft, form), client.post(draft, form)
    assert first.url == second.url
    assert Referral.objects.count() == 1


def test_a_draft_is_its_writers_alone(client, ann, team):
    draft = kept(client, reason="Half a tho")
    client.force_login(referrer(team))
    assert client.get(draft).status_code == 404
    assert client.post(draft, booking()).status_code == 404
    assert not Referral.objects.exists()


def test_a_session_that_ends_while_writing_loses_nothing(client, ann):
    draft_id = str(uuid4())
    token = draft_token(user=ann, kind="referral", subject_id=draft_id)
    client.logout()
    draft = reverse("referrals:draft", args=[draft_id])
    response = client.post(draft, booking(draft_token=token, reason="A long thought"))
    assert reverse("account_login") in response.url
    assert find_draft(user=ann, kind="referral", subject_id=draft_id)
    client.force_login(ann)
    assert "A long thought" in client.get(draft).content.decode()


def test_the_reasons_of_a_late_booking_and_a_concealed_pregnancy_come_from_the_services_lists(client, ann):
    booked = days("booked_on", TODAY())
    late = {"gestation": "30+2", **booked}
    response = send(client, **late)
    assert response.status_code == 400
    assert "The booking was late. Say why." in response.content.decode()
    more = {"late_booking_key": "moved", "late_booking_reason": "From England", "concealment_key": "denied"}
    send(client, **late, **more, concealed="on")
    referral = Referral.objects.get()
    assert (referral.late_booking_key, referral.concealment_key) == ("moved", "denied")
    assert referral.late_booking_reason == "Moved here during the pregnancy: From England"


def test_a_reason_of_concealment_without_concealment_is_dropped(client, ann):
    send(client, concealment_key="denied")
    assert Referral.objects.get().concealment_key == ""


def test_a_worker_of_the_team_writes_down_a_family_that_rings_for_itself(client, team):
    mair = make.midwife(team, name="Mair Ffug")
    client.force_login(mair)
    call = days("received_on", TODAY())
    assert "Name of whoever rang" in send(client, source="community_midwife", referrer_name="", **call).content.decode()
    response = send(client, source="self", referrer_name="", **call)
    referral = Referral.objects.get()
    assert (referral.sent_by, referral.entered_by, referral.referrer_name) == (None, mair, "Megan Sampl")
    assert referral.acknowledgement.given_by == mair
    assert client.get(response.url, follow=True).status_code == 200
    assert client.get(reverse("referrals:referral", args=[referral.pk])).status_code == 404


def test_a_referrer_sees_the_state_of_the_own_referrals_and_nothing_more(client, ann, team):
    own, other = referral_to(team, sent_by=ann), referral_to(team, sent_by=referrer(team))
    carys = make.manager(team, name="Carys Ffug")
    redirect_elsewhere(referral=own, destination="Flying Start", why="Because of her past", by=carys)
    page = client.get(reverse("referrals:mine")).content.decode()
    assert own.reference in page
    assert "Flying Start" in page
    assert "Carys Ffug" in page
    assert other.reference not in page
    assert "her past" not in page
    assert client.get(reverse("referrals:sent", args=[other.pk])).status_code == 404
    assert client.get(reverse("referrals:sent", args=[own.pk])).status_code == 200


@pytest.mark.parametrize("name", ["referral", "complete", "accept", "wait", "decline", "redirect", "acknowledge"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_managers_pages_are_absent_for_referrers_and_for_other_teams(client, ann, team, name, method):
    referral = referral_to(team, sent_by=ann)
    page = reverse(f"referrals:{name}", args=[referral.pk])
    assert getattr(client, method)(page).status_code in (404, 405)
    client.force_login(make.manager(make.team_offering()))
    assert getattr(client, method)(page).status_code in (404, 405)
    referral.refresh_from_db()
    assert referral.state == "received"


def test_without_a_service_to_refer_to_there_is_no_form(client, db):
    client.force_login(user_with(Role.REFERRER))
    assert client.get(NEW).status_code == 404


def test_with_two_teams_one_is_asked_which(client, team):
    from tests.factories.referrals import second_team

    other = second_team(team)
    client.force_login(referrer(team))
    assert other.name in client.get(NEW).content.decode()
    client.post(NEW, booking(to=f"jig-so.{other.slug}"))
    assert Referral.objects.get().team == other


def test_a_manager_writes_down_what_is_told_by_telephone(client, team):
    carys = make.manager(team)
    client.force_login(carys)
    response = client.post(NEW, booking(**days("received_on", TODAY() - timedelta(days=1))))
    referral = Referral.objects.get()
    assert response.url == reverse("referrals:referral", args=[referral.pk])
    assert (referral.sent_by, referral.entered_by) == (None, carys)
    assert referral.received_on == TODAY() - timedelta(days=1)
    assert AccessEntry.objects.filter(subject_id=str(referral.pk)).count() == 0
    assert client.get(response.url).status_code == 200
    assert AccessEntry.objects.filter(subject_id=str(referral.pk), kind="opened").count() == 1


def test_a_referrer_of_another_partnership_cannot_send_here(client, team):
    elsewhere = user_with(Role.REFERRER, team=TeamFactory())
    client.force_login(elsewhere)
    assert client.post(NEW, booking(to=f"jig-so.{team.slug}")).status_code == 404
