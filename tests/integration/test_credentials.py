"""Credentials of partner systems: shown once, renewed with an overlap, revoked at once, counted."""

import io
import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions.systems import WrongEnd, add_system, issue_credential, revoke_credential
from accounts.errors import EmailTaken
from accounts.models import Credential, CredentialUse, PartnerSystem, Scope, User
from accounts.roles import Role
from activity.history import event_model_of
from activity.models import AccessEntry
from tests.factories import families as make
from tests.factories.accounts import TeamFactory, user_with
from tests.factories.systems import agency_of, bearer, credential_of, system_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make.team_offering()


@pytest.fixture
def system(team):
    return system_of(agency_of(team), name="Maternity")


@pytest.fixture
def idris(client, team):
    user = user_with(Role.SYSTEM_ADMIN, team=team, name="Idris Treial")
    client.force_login(user)
    return user


def ask(client, token):
    """Ask for something that is not there: 404 tells that the door is open."""
    return client.get(reverse("api_referral", args=[uuid.uuid4()]), headers=bearer(token))


def form(**details):
    """The form of a new credential, with a day in half a year."""
    ends = timezone.localdate() + timedelta(days=180)
    return {
        "key": str(uuid.uuid4()), "scopes": list(Scope.values), "overlap": "7",
        "expires_on-day": ends.day, "expires_on-month": ends.month, "expires_on-year": ends.year,
    } | details  # fmt: skip


def test_only_the_hash_of_a_token_is_kept(system):
    credential, token = credential_of(system)
    row = Credential.objects.filter(pk=credential.pk).values().get()
    secret = token.split("_", 2)[2]
    assert secret not in str(row)
    assert token.startswith(f"jigso_{credential.prefix}_")
    event = event_model_of(Credential).objects.filter(pgh_obj_id=credential.pk).values().get()
    assert credential.digest not in str(event)


def test_a_token_opens_the_door_and_others_do_not(client, system):
    credential, token = credential_of(system)
    assert ask(client, token).status_code == 404
    for wrong in ("", "x", token[:-1], token[:-1] + ("A" if token[-1] != "A" else "B"), token.upper(), "é" * 40):
        answer = ask(client, wrong.encode("utf-8", "replace").decode("latin-1"))
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert credential.prefix not in answer.content.decode()


def test_no_header_is_401_and_a_session_is_no_way_in(client, team):
    client.force_login(user_with(Role.REFERRER, team=team))
    assert client.get(reverse("api_referral", args=[uuid.uuid4()])).status_code == 401
    assert client.post(reverse("api_referrals"), {}, content_type="application/json").status_code == 401


def test_a_revoked_credential_is_refused_at_once_and_the_refusal_is_logged(client, system):
    credential, token = credential_of(system)
    revoke_credential(credential=credential, by=None)
    answer = ask(client, token)
    assert (answer.status_code, answer.json()["detail"]) == (401, "This credential has been revoked.")
    entry = AccessEntry.objects.get(kind="refused")
    assert (entry.user_id, entry.detail) == (system.user.pk, {"credential": credential.prefix, "why": "revoked"})


def test_an_expired_credential_is_refused(client, system):
    _credential, token = credential_of(system, days=1)
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1)):
        assert ask(client, token).json()["detail"] == "This credential has expired."


def test_the_credentials_of_an_agency_that_is_closed_open_nothing(client, system):
    _credential, token = credential_of(system)
    type(system.team).objects.filter(pk=system.team.pk).update(is_active=False)
    assert ask(client, token).status_code == 401


def test_old_and_new_are_good_while_they_overlap(client, system):
    _old, old_token = credential_of(system, days=300)
    _new, new_token = issue_credential(
        system=system, scopes=Scope.values, expires_at=timezone.now() + timedelta(days=365),
        overlap=timedelta(days=7), by=None,
    )  # fmt: skip
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        assert [ask(client, one).status_code for one in (old_token, new_token)] == [404, 404]
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert [ask(client, one).status_code for one in (old_token, new_token)] == [401, 404]


def test_a_new_credential_never_lengthens_an_old_one(system):
    old, _token = credential_of(system, days=2)
    issue_credential(
        system=system, scopes=Scope.values, expires_at=timezone.now() + timedelta(days=365),
        overlap=timedelta(days=7), by=None,
    )  # fmt: skip
    before = old.expires_at
    old.refresh_from_db()
    assert old.expires_at == before


@pytest.mark.parametrize("days", [-1, 0, 732])
def test_a_credential_ends_within_two_years(system, days):
    with pytest.raises(WrongEnd):
        credential_of(system, days=days)


def test_requests_of_a_minute_are_counted_and_the_next_minute_begins_anew(client, system, settings):
    settings.API_REQUESTS_A_MINUTE = 2
    _credential, token = credential_of(system)
    with time_machine.travel("2026-11-23T10:00:15Z", tick=False) as clock:
        Credential.objects.update(expires_at=timezone.now() + timedelta(days=1))
        assert [ask(client, token).status_code for _ in range(3)] == [404, 404, 429]
        answer = ask(client, token)
        assert answer.headers["Retry-After"] == "45"
        assert answer.json()["status"] == 429
        clock.shift(timedelta(seconds=45))
        assert ask(client, token).status_code == 404


def test_each_credential_has_a_share_of_its_own(client, system, settings):
    settings.API_REQUESTS_A_MINUTE = 1
    tokens = [credential_of(system)[1] for _ in range(2)]
    assert [ask(client, one).status_code for one in tokens] == [404, 404]


def test_a_counter_that_fails_loses_no_request(client, system, monkeypatch):
    _credential, token = credential_of(system)

    class Broken:
        def cursor(self):
            raise DatabaseError("no counter")

    monkeypatch.setattr("accounts.credentials.connection", Broken())
    assert ask(client, token).status_code == 404


def test_the_last_use_is_known(client, system):
    credential, token = credential_of(system)
    assert not CredentialUse.objects.exists()
    ask(client, token)
    assert timezone.now() - CredentialUse.objects.get(credential=credential).last_used_at < timedelta(minutes=1)


def test_the_user_of_a_system_can_never_sign_in(client, system):
    user = system.user
    assert not user.is_active
    assert not user.has_usable_password()
    client.force_login(user)
    assert "sign-in" in client.get("/account/me/").url
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=True)


def test_the_user_of_a_system_stands_in_no_list_of_people(client, idris, system):
    mine = add_system(team=system.team, name="Made by her", by=idris)
    assert client.get(reverse("accounts:user", args=[mine.user.pk])).status_code == 404
    assert "Made by her" not in client.get(reverse("accounts:users")).content.decode()


def test_the_token_is_shown_once(client, idris, system):
    url, sent = reverse("accounts:credential_new", args=[system.pk]), form()
    page = client.post(url, sent)
    token = re.search(r"jigso_\w{10}_[\w-]{43}", page.content.decode())[0]
    assert page.headers["Cache-Control"] == "no-store"
    assert ask(client, token).status_code == 404
    again = client.post(url, sent, follow=True).content.decode()
    assert "shown once" in again
    assert token not in again
    assert Credential.objects.count() == 1
    listed = client.get(reverse("accounts:system", args=[system.pk])).content.decode()
    assert token not in listed
    assert f"jigso_{Credential.objects.get().prefix}" in listed
    assert Credential.objects.get().entered_by == idris


def test_an_administrator_revokes_a_credential(client, idris, system):
    credential, token = credential_of(system)
    url = reverse("accounts:credential_revoke", args=[credential.pk])
    client.post(url)
    assert ask(client, token).status_code == 401
    assert "revoked already" in client.post(url, follow=True).content.decode()
    credential.refresh_from_db()
    assert credential.revoked_by == idris


@pytest.mark.parametrize(
    ("details", "message"),
    [
        ({"scopes": []}, "It may"),
        ({"scopes": ["everything"]}, "Select a valid choice"),
        ({"expires_on-year": "2020"}, "A credential ends on a day after today"),
        ({"expires_on-year": "2090"}, "within two years"),
        ({"expires_on-day": "32"}, "no such day"),
        ({"overlap": "-5"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_with_a_credential_is_said(client, idris, system, details, message):
    page = client.post(reverse("accounts:credential_new", args=[system.pk]), form(**details))
    assert page.status_code == 400
    assert message in page.content.decode()
    assert not Credential.objects.exists()


def test_a_system_is_added_once_for_an_agency(client, idris, team):
    agency = agency_of(team)
    data = {"team": str(agency.pk), "name": "Maternity"}
    assert client.post(reverse("accounts:systems"), data).status_code == 302
    assert client.post(reverse("accounts:systems"), data).status_code == 400
    assert PartnerSystem.objects.get().team == agency
    elsewhere = {"team": str(TeamFactory().pk), "name": "Other"}
    assert client.post(reverse("accounts:systems"), elsewhere).status_code == 400


def test_systems_of_another_partnership_are_not_there(client, idris):
    other = system_of(TeamFactory())
    credential, _token = credential_of(other)
    assert client.get(reverse("accounts:system", args=[other.pk])).status_code == 404
    assert client.post(reverse("accounts:credential_new", args=[other.pk]), form()).status_code == 404
    assert client.post(reverse("accounts:credential_revoke", args=[credential.pk])).status_code == 404
    assert other.name not in client.get(reverse("accounts:systems")).content.decode()


def command(*words):
    out = io.StringIO()
    call_command("credential", *words, stdout=out)
    return out.getvalue().strip()


def test_credentials_are_made_listed_and_revoked_from_the_command_line(client, team):
    agency = agency_of(team)
    token = command("make", agency.slug, "Maternity")
    assert ask(client, token).status_code == 404
    prefix = Credential.objects.get().prefix
    assert f"{prefix}  valid" in command("list")
    assert command("revoke", token) == f"{prefix} is revoked."
    assert ask(client, token).status_code == 401
    for words in (["make", "nowhere", "Maternity"], ["revoke", "nothing"], ["revoke", prefix]):
        with pytest.raises(CommandError):
            command(*words)


def test_two_system_names_that_read_alike_are_two_users(team):
    first, second = (system_of(agency_of(team), name="Maternity") for _ in range(2))
    assert first.user.email != second.user.email


def test_the_address_of_a_system_cannot_be_taken_by_a_person(system, idris):
    from accounts.actions import create_user

    with pytest.raises(EmailTaken):
        create_user(email=system.user.email, name="Somebody", by=idris)
