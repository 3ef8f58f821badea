"""Referrals as a maternity system sends them: received once, in any order, and told apart from everybody else's."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Scope
from activity.history import event_model_of
from activity.models import AccessEntry, Notification
from families.nhs_numbers import synthetic
from referrals.actions.deciding import decline
from referrals.actions.messages import note_new_facts
from referrals.actions.receiving import complete_referral
from referrals.models import Referral, SourceRecord, SystemMessage
from tests.factories import families as make
from tests.factories.referrals import second_team
from tests.factories.systems import agency_of, bearer, credential_of, system_of, token_for

pytestmark = pytest.mark.django_db

URL = "/api/v1/referrals/"
NOW = timezone.now


def body(**changes):
    """A complete booking by scan."""
    today = timezone.localdate()
    return {
        "source_reference": "MAT-1",
        "sent_at": (NOW() - timedelta(hours=2)).isoformat(),
        "source": "community_midwife",
        "referrer_name": "Ann Ffug",
        "given_name": "Megan",
        "family_name": "Sampl",
        "date_of_birth": "1999-03-04",
        "nhs_number": synthetic(77),
        "postcode": "sa13sn",
        "phone": "07700 900142",
        "due_date_source": "scan",
        "scanned_on": today.isoformat(),
        "gestation": "12+3",
        "safety_asked": True,
        "safe_channels": ["text", "call"],
        "reason": "Low mood, insecure housing.",
        "consent": "given",
    } | changes


@pytest.fixture
def team():
    return make.team_offering()


@pytest.fixture
def token(team):
    return token_for(team)


@pytest.fixture
def send(client, token):
    """Post a body under a key of its own, or the one given."""

    def post(data, key=None, token=token, **headers):
        shown = bearer(token) | {"Idempotency-Key": key or str(uuid.uuid4())} | headers
        return client.post(URL, data, content_type="application/json", headers=shown)

    return post


def pointers(answer):
    return {one["pointer"] for one in answer.json()["errors"]}


def later(hours, **changes):
    return body(sent_at=(NOW() - timedelta(hours=2) + timedelta(hours=hours)).isoformat(), **changes)


def test_a_booking_is_received_as_the_form_would_keep_it(send, team, token):
    answer = send(body())
    referral = Referral.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "id": str(referral.pk), "reference": referral.reference, "source_reference": "MAT-1",
        "received_on": timezone.localdate().isoformat(), "outcome": "received",
    }  # fmt: skip
    assert answer.headers["Location"] == f"{URL}{referral.pk}/"
    assert answer.headers["Cache-Control"] == "no-store"
    assert (referral.team, referral.nhs_number, referral.postcode) == (team, synthetic(77), "SA1 3SN")
    assert referral.due_date == timezone.localdate() + timedelta(days=280 - 87)
    assert referral.safe_channels == ["call", "text"]


def test_the_same_key_and_body_give_the_same_row_and_answer(send):
    sent = body()
    first, again = send(sent, key="k"), send(dict(reversed(sent.items())), key="k")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (Referral.objects.count(), SystemMessage.objects.count()) == (1, 1)


def test_the_same_key_with_another_body_is_refused(send):
    send(body(), key="k")
    answer = send(body(given_name="Another"), key="k")
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert Referral.objects.get().given_name == "Megan"


def test_an_id_in_the_body_stands_for_the_key(client, token):
    sent = body(id=str(uuid.uuid4()))
    answers = [client.post(URL, sent, content_type="application/json", headers=bearer(token)) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert Referral.objects.count() == 1


def test_without_a_key_or_an_id_it_is_not_taken(client, token):
    answer = client.post(URL, body(), content_type="application/json", headers=bearer(token))
    assert answer.status_code == 400
    assert pointers(answer) == {"#/id"}


@pytest.mark.parametrize("key", ["x" * 101, "caf\u00e9"])
def test_a_key_that_cannot_be_kept_is_refused(send, key):
    assert send(body(), key=key).status_code == 400


def test_a_key_belongs_to_its_system(send, team):
    send(body(), key="k")
    assert send(body(given_name="Other"), key="k", token=token_for(team)).status_code == 201
    assert Referral.objects.count() == 2


def test_a_refused_body_leaves_its_key_free(send):
    assert send(body(postcode="SWANSEA"), key="k").status_code == 422
    assert send(body(), key="k").status_code == 201


@pytest.mark.parametrize(
    ("changes", "status", "pointer"),
    [
        ({"nhs_number": "999 000 0051"}, 422, "#/nhs_number"),
        ({"postcode": "SWANSEA"}, 422, "#/postcode"),
        ({"phone": "ring Mam"}, 422, "#/phone"),
        ({"gestation": "12+9"}, 422, "#/gestation"),
        ({"gestation": ""}, 422, "#/gestation"),
        ({"scanned_on": "2099-01-01"}, 422, "#/scanned_on"),
        ({"client_kind": "partner"}, 422, "#/mother_family_name"),
        ({"born_on": "2020-01-01"}, 422, "#/born_on"),
        ({"source": "a_stranger"}, 422, "#/source"),
        ({"to": "jig-so.elsewhere"}, 422, "#/to"),
        ({"sent_at": "2099-01-01T10:00:00Z"}, 422, "#/sent_at"),
        ({"language": "xx"}, 422, "#/language"),
        ({"date_of_birth": "04/03/1999"}, 400, "#/date_of_birth"),
        ({"date_of_birth": "1999-02-30"}, 400, "#/date_of_birth"),
        ({"given_name": "a\x00b"}, 400, "#/given_name"),
        ({"given_name": ""}, 400, "#/given_name"),
        ({"given_name": {"a": 1}}, 400, "#/given_name"),
        ({"reason": "x" * 20_001}, 400, "#/reason"),
        ({"fetuses": 7}, 400, "#/fetuses"),
        ({"sequence": -1}, 400, "#/sequence"),
        ({"sequence": 2**70}, 400, "#/sequence"),
        ({"safe_channels": ["pigeon"]}, 400, "#/safe_channels"),
        ({"id": "1"}, 400, "#/id"),
        ({"dateofbirth": "1999-03-04"}, 400, "#/dateofbirth"),
    ],
)
def test_what_cannot_be_is_named_with_its_pointer(send, changes, status, pointer):
    answer = send(body(**changes))
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert pointer in pointers(answer)
    assert not Referral.objects.exists()


@pytest.mark.parametrize("raw", ["{", "[]", "null", '"x"', "[" * 1000, b"\xff\xfe"])
def test_a_body_that_is_no_referral_is_a_problem_and_not_a_crash(client, token, raw):
    headers = bearer(token) | {"Idempotency-Key": "k"}
    answer = client.post(URL, raw, content_type="application/json", headers=headers)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("kind", ["text/csv", "application/xml", "application/x-www-form-urlencoded"])
def test_another_kind_of_body_is_refused(client, token, kind):
    assert client.post(URL, "a=b", content_type=kind, headers=bearer(token)).status_code == 415
    assert client.post(URL, {"a": "b"}, headers=bearer(token)).status_code == 415


def test_a_body_that_is_too_large_is_refused_before_it_is_read(send, settings):
    settings.API_LARGEST_BODY = 100
    assert send(body()).status_code == 413


def test_newer_facts_of_a_record_renew_its_referral_and_history_is_kept(send):
    first = send(body())
    answer = send(later(1, phone="07700 900150", due_date_source="stated",
                        stated_on=(timezone.localdate() + timedelta(days=190)).isoformat()))  # fmt: skip
    referral = Referral.objects.get()
    assert (answer.status_code, answer.json()["outcome"]) == (200, "updated")
    assert answer.json()["id"] == first.json()["id"]
    assert (referral.phone, referral.due_date_source, referral.version) == ("07700 900150", "stated", 2)
    events = event_model_of(Referral).objects.filter(pgh_obj_id=referral.pk).order_by("pgh_id")
    assert list(events.values_list("phone", flat=True)) == ["07700 900142", "07700 900150"]
    assert SystemMessage.objects.count() == 2


def test_older_facts_that_come_late_change_nothing_and_are_kept(send):
    send(later(1, phone="07700 900150"))
    answer = send(body())
    assert (answer.status_code, answer.json()["outcome"]) == (200, "older")
    assert Referral.objects.get().phone == "07700 900150"


def test_the_sequence_tells_apart_what_was_sent_at_one_moment(send):
    moment = (NOW() - timedelta(hours=1)).isoformat()
    send(body(sent_at=moment, sequence=7, phone="07700 900151"))
    send(body(sent_at=moment, sequence=6, phone="07700 900152"))
    assert Referral.objects.get().phone == "07700 900151"
    assert send(body(sent_at=moment, sequence=7, phone="07700 900151")).json()["outcome"] == "unchanged"
    answer = send(body(sent_at=moment, sequence=7, phone="07700 900153"))
    assert (answer.status_code, pointers(answer)) == (422, {"#/sequence"})


def test_what_the_team_filled_in_is_not_overwritten_but_shown(send, team, client):
    send(body(phone=""))
    carys, referral = make.manager(team), Referral.objects.get()
    complete_referral(referral=referral, expected_version=1, changes={"phone": "07700 900001"}, by=carys)
    assert send(later(1, phone="07700 900002", reason="More worried")).json()["outcome"] == "for_the_team"
    referral.refresh_from_db()
    assert (referral.phone, referral.reason) == ("07700 900001", "More worried")
    client.force_login(carys)
    page = client.get(f"/referrals/{referral.pk}/").content.decode()
    assert "New facts have arrived" in page
    assert "07700 900002" in page


def test_facts_after_the_decision_are_shown_to_the_team_and_overwrite_nothing(send, team, client):
    send(body())
    carys, referral = make.manager(team), Referral.objects.get()
    decline(referral=referral, reason="out_of_area", by=carys)
    answer = send(later(1, address="2 Heol Newydd"))
    referral.refresh_from_db()
    assert (answer.json()["outcome"], referral.address) == ("for_the_team", "")
    told = Notification.objects.get(user=carys)
    assert referral.reference in told.text
    client.force_login(carys)
    assert "2 Heol Newydd" in client.get(f"/referrals/{referral.pk}/").content.decode()
    client.post(f"/referrals/{referral.pk}/new-facts/")
    seen = SystemMessage.objects.latest("id")
    assert seen.seen_by == carys
    assert "2 Heol Newydd" not in client.get(f"/referrals/{referral.pk}/").content.decode()


def test_nobody_else_may_say_that_the_new_facts_are_read(send, team):
    send(body())
    with pytest.raises(Exception, match="managers of the team"):
        note_new_facts(referral=Referral.objects.get(), by=make.midwife(team))


def test_a_birth_that_arrives_later_is_told_at_once(send, team):
    carys = make.manager(team)
    send(body())
    born = (timezone.localdate()).isoformat()
    send(later(1, born_on=born, due_date_source="unknown", scanned_on=None, gestation=""))
    assert Referral.objects.get().born_on == timezone.localdate()
    assert "born" in Notification.objects.get(user=carys).text


def test_one_reference_is_not_sent_to_two_teams(send, team):
    send(body(to=f"jig-so.{team.slug}"))
    other = second_team(team)
    answer = send(later(1, to=f"jig-so.{other.slug}"))
    assert (answer.status_code, pointers(answer)) == (422, {"#/to"})


def test_with_two_teams_one_has_to_be_named(send, team):
    other = second_team(team)
    assert pointers(send(body())) == {"#/to"}
    assert send(body(to=f"jig-so.{other.slug}")).status_code == 201
    assert Referral.objects.get().team == other


def test_two_systems_may_use_one_reference(send, team):
    send(body())
    send(body(), token=token_for(team))
    assert SourceRecord.objects.filter(reference="MAT-1").count() == 2


def test_a_system_reads_how_its_own_referral_stands_and_nothing_more(send, client, team, token):
    made = send(body()).json()
    decline(
        referral=Referral.objects.get(), reason="out_of_area", why="Her past", by=make.manager(team, name="Carys Ffug")
    )
    answer = client.get(f"{URL}{made['id']}/", headers=bearer(token))
    assert answer.status_code == 200
    assert answer.json()["state"] == "declined"
    assert answer.json()["call"].startswith("Carys Ffug")
    assert set(answer.json()) == {
        "id", "reference", "source_reference", "received_on", "state", "state_text", "decided_on", "detail", "call",
    }  # fmt: skip
    assert "Her past" not in answer.content.decode()
    assert "Sampl" not in answer.content.decode()


def test_another_systems_referral_is_not_there(send, client, team):
    made = send(body()).json()
    for other in (token_for(team), token_for(make.team_offering())):
        answer = client.get(f"{URL}{made['id']}/", headers=bearer(other))
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_history_and_read_log_name_the_system_and_its_credential(client, team):
    system = system_of(agency_of(team))
    credential, token = credential_of(system)
    headers = bearer(token) | {"Idempotency-Key": "k"}
    made = client.post(URL, body(), content_type="application/json", headers=headers).json()
    client.get(f"{URL}{made['id']}/", headers=bearer(token))
    referral = Referral.objects.get()
    event = event_model_of(Referral).objects.get(pgh_obj_id=referral.pk)
    assert (referral.sent_by, referral.entered_by) == (system.user, system.user)
    assert event.pgh_context["user"] == str(system.user.pk)
    assert event.pgh_context["credential"] == credential.prefix
    entry = AccessEntry.objects.get(subject_id=str(referral.pk), kind="opened")
    assert (entry.user_id, entry.detail["credential"]) == (system.user.pk, credential.prefix)
    refused = client.get(f"{URL}{uuid.uuid4()}/", headers=bearer(token))
    assert refused.status_code == 404
    assert AccessEntry.objects.filter(kind="refused", user_id=system.user.pk).exists()


def test_a_scope_that_is_missing_is_said(client, team):
    system = system_of(agency_of(team))
    _read, only_read = credential_of(system, Scope.READ)
    answer = client.post(
        URL, body(), content_type="application/json", headers=bearer(only_read) | {"Idempotency-Key": "k"}
    )
    assert answer.status_code == 403
    assert "scope" in answer.json()["detail"]
    _send, only_send = credential_of(system, Scope.SEND)
    assert client.get(f"{URL}{uuid.uuid4()}/", headers=bearer(only_send)).status_code == 403


@pytest.mark.parametrize("rows", [1, 20])
def test_a_referral_costs_the_same_number_of_queries_however_many_there_are(send, django_assert_max_num_queries, rows):
    for number in range(rows):
        send(body(source_reference=f"MAT-0{number}", nhs_number=""))
    with django_assert_max_num_queries(27):
        send(body())
