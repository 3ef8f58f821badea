"""The language that somebody chose stays with their account."""

import pytest
from django.urls import reverse

from accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def switch(client, language):
    return client.post(reverse("set_language"), {"language": language, "next": reverse("ui:help")})


def test_the_switch_is_remembered_by_the_account(client):
    user = UserFactory(language="en")
    client.force_login(user)
    assert switch(client, "cy").url == reverse("ui:help")
    assert User.objects.get(pk=user.pk).language == "cy"
    assert '<html lang="cy">' in client.get(reverse("ui:help")).content.decode()


def test_somebody_who_is_not_signed_in_can_switch_too(client):
    switch(client, "cy")
    assert '<html lang="cy">' in client.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize("language", ["fr", "", "cy\x00", "x" * 5000])
def test_a_language_that_is_not_ours_changes_nothing(client, language):
    user = UserFactory(language="en")
    client.force_login(user)
    assert switch(client, language).status_code == 302
    assert User.objects.get(pk=user.pk).language == "en"


def test_the_way_back_cannot_lead_to_another_site(client):
    answer = client.post(reverse("set_language"), {"language": "cy", "next": "https://evil.example/"})
    assert "evil" not in answer.url


def test_a_link_cannot_switch(client):
    assert client.get(reverse("set_language")).status_code == 405
