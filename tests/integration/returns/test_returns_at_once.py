"""Two people press a button of a return at the same moment: one wins, the other is told, and nothing is there twice."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import Team, User
from accounts.roles import Role
from activity.models import AccessEntry
from reporting.actions.exporting import ask_export, make_export
from reporting.models import Release, Return
from tests.factories.accounts import user_with
from tests.integration.returns.return_pages import page, shown, signed

pytestmark = [pytest.mark.full, pytest.mark.django_db(transaction=True)]


def at_once(*asked: tuple[User, str, str, dict[str, Any]]) -> list[int]:
    """Send every request from a thread of its own, together; the status of each answer."""
    start, found = threading.Barrier(len(asked)), []

    def run(user: User, how: str, url: str, data: dict[str, Any]) -> None:
        client = Client()
        try:
            client.force_login(user)
            start.wait()
            found.append(client.generic(how, url) if how == "GET" else client.post(url, data))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answer.status_code for answer in found)


def test_two_who_sign_or_send_again_make_one_version_each_time(
    client: Client, maker: User, team: Team, made_for: Return
) -> None:
    client.force_login(maker)
    people = (maker, user_with(Role.RETURNS_ADMIN, team=team))
    for number in (1, 2):
        sent = {"shown": shown(client, made_for), "why": "Late rows"}
        assert at_once(*((user, "POST", page("sign", made_for), sent) for user in people)) == [302, 409]
        assert made_for.versions.count() == number


def test_two_who_release_one_version_release_it_once(client: Client, maker: User, team: Team, made_for: Return) -> None:
    client.force_login(maker)
    signed(client, made_for)
    people = (maker, user_with(Role.RETURNS_ADMIN, team=team))
    assert at_once(*((user, "POST", page("release", made_for, 1), {}) for user in people)) == [302, 302]
    assert Release.objects.count() == 1


def test_a_link_that_is_followed_twice_at_once_gives_the_file_once(maker: User, made_for: Return) -> None:
    export = ask_export(made_for=made_for, what="draft", ending="csv", by=maker)
    make_export(export_id=export.pk)
    url = reverse("reporting:export_fetch", args=[export.file.key])
    assert at_once(*[(maker, "GET", url, {})] * 2) == [200, 404]
    assert AccessEntry.objects.filter(kind="exported").count() == 1
