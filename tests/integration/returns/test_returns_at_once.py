"""Two people press a button of a return at the same moment: one wins, the other is told, and nothing is there twice."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Team, User
from accounts.roles import Role
from activity.models import AccessEntry
from reporting.actions.exporting import ask_export, make_export
from reporting.models import Release, Return
from tests.at_once import at_once
from tests.factories.accounts import user_with
from tests.integration.returns.return_pages import page, shown, signed

pytestmark = [pytest.mark.full, pytest.mark.django_db(transaction=True)]


def test_two_who_sign_or_send_again_make_one_version_each_time(
    client: Client, maker: User, team: Team, made_for: Return
) -> None:
    client.force_login(maker)
    people = (maker, user_with(Role.RETURNS_ADMIN, team=team))
    for number in (1, 2):
        sent = {"shown": shown(client, made_for), "why": "Late rows"}
        assert at_once(*((user, page("sign", made_for), sent) for user in people)) == [302, 409]
        assert made_for.versions.count() == number


def test_two_who_release_one_version_release_it_once(client: Client, maker: User, team: Team, made_for: Return) -> None:
    client.force_login(maker)
    signed(client, made_for)
    people = (maker, user_with(Role.RETURNS_ADMIN, team=team))
    assert at_once(*((user, page("release", made_for, 1), {}) for user in people)) == [302, 302]
    assert Release.objects.count() == 1


def test_a_link_that_is_followed_twice_at_once_gives_the_file_once(maker: User, made_for: Return) -> None:
    export = ask_export(made_for=made_for, what="draft", ending="csv", by=maker)
    make_export(export_id=export.pk)
    url = reverse("reporting:export_fetch", args=[export.file.key])
    assert at_once(*[(maker, url, None)] * 2) == [200, 404]
    assert AccessEntry.objects.filter(kind="exported").count() == 1
