"""The door: who comes in, who does not, and what is written about it."""

import re

import pytest
from django.core import mail
from django.urls import NoReverseMatch, reverse

from activity import outbox
from activity.models import AccessEntry, Notification, OutboxMessage
from activity.notify import notify
from activity.readlog import Kind
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

SIGN_IN = "/account/sign-in/"


@pytest.fixture
def user():
    return UserFactory(email="someone@example.org")


def sign_in(client, login="someone@example.org", password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": login, "password": password, **more})


def test_a_user_signs_in_with_email_in_any_case_and_is_logged(client, user):
    response = sign_in(client, login="SomeOne@Example.org")
    assert response.status_code == 302
    assert client.get(reverse("accounts:me")).status_code == 200
    entry = AccessEntry.objects.get(kind=Kind.SIGNED_IN)
    assert (entry.user_id, entry.email) == (user.pk, user.email)


def test_a_wrong_password_is_refused_and_logged_without_what_was_typed(client, user):
    response = sign_in(client, password="wrong password here")
    assert response.status_code == 200
    entry = AccessEntry.objects.get()
    assert (entry.kind, entry.user_id) == (Kind.SIGN_IN_FAILED, user.pk)
    assert "wrong" not in str(entry.__dict__)


def test_a_sign_in_of_nobody_is_logged_without_the_name_typed(client):
    sign_in(client, login="my-password@example.org")
    entry = AccessEntry.objects.get()
    assert (entry.kind, entry.user_id, entry.email) == (Kind.SIGN_IN_FAILED, None, "")
    assert "my-password" not in str(entry.__dict__)


def test_who_may_not_sign_in_does_not(client):
    UserFactory(email="someone@example.org", is_active=False)
    sign_in(client)
    assert client.get(reverse("accounts:me")).status_code == 302
    assert not AccessEntry.objects.filter(kind=Kind.SIGNED_IN).exists()


def test_after_five_wrong_passwords_the_right_one_has_to_wait(client, user):
    from django.core.cache import cache

    cache.clear()
    for _ in range(5):
        sign_in(client, password="wrong password here")
    response = sign_in(client)
    cache.clear()
    assert "_auth_user_id" not in client.session
    assert response.status_code in (200, 429)


def test_signing_out_takes_a_post_and_is_logged(client, user):
    client.force_login(user)
    client.get("/account/sign-out/")
    assert client.get(reverse("accounts:me")).status_code == 200
    client.post("/account/sign-out/")
    assert client.get(reverse("accounts:me")).status_code == 302
    assert AccessEntry.objects.filter(kind=Kind.SIGNED_OUT, user_id=user.pk).count() == 1


def test_the_way_back_stays_on_this_site(client, user):
    assert sign_in(client, next="https://elsewhere.example/").url == "/"
    client.logout()
    assert sign_in(client, next="/account/me/").url == "/account/me/"


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_reauthenticate"])
def test_addresses_that_are_not_in_use_do_not_exist(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_nobody_signs_up(client):
    assert client.get("/account/signup/").status_code == 404
    assert client.post("/account/signup/", {"email": "a@example.org"}).status_code == 404


def test_a_forgotten_password_is_set_anew_with_a_link_that_works_once(client, user):
    assert client.post("/account/password/reset/", {"email": user.email}).status_code == 302
    assert mail.outbox == []
    outbox.deliver_due()
    link = re.search(r"https?://[^/]+(/account/password/reset/key/\S+)", mail.outbox[0].body).group(1)
    form = client.get(link, follow=True)
    action = form.request["PATH_INFO"]
    new = "another long password"
    assert client.post(action, {"password1": new, "password2": new}).status_code == 302
    assert sign_in(client, password=new).status_code == 302
    client.logout()
    again = client.get(link, follow=True).request["PATH_INFO"]
    assert client.post(again, {"password1": PASSWORD, "password2": PASSWORD}).status_code != 302


def test_asking_for_a_link_for_nobody_looks_the_same_and_sends_nothing(client):
    assert client.post("/account/password/reset/", {"email": "nobody@example.org"}).status_code == 302
    outbox.deliver_due()
    assert mail.outbox == []
    assert not OutboxMessage.objects.exists()


def test_an_email_about_a_notification_says_nothing_about_anybody(user):
    notify(user=user, kind="referral", text="JS-26-00123 needs a decision", link="/referrals/1/", email=True)
    outbox.deliver_due()
    message = mail.outbox[0]
    assert message.to == [user.email]
    assert "/notifications/" in message.body
    assert "JS-26-00123" not in message.subject + message.body
    assert Notification.objects.get().text == "JS-26-00123 needs a decision"


def test_an_email_to_somebody_shut_out_is_not_sent(user):
    notify(user=user, kind="referral", text="Something", email=True)
    type(user).objects.update(is_active=False)
    outbox.deliver_due()
    assert mail.outbox == []
    assert not OutboxMessage.objects.waiting().exists()
