"""Every form of the site, filled in with what no browser sends: refused with a word, never with a fault."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access.table import TABLE
from tests.access.world import World
from tests.answers import words_of
from tests.test_access_matrix import ROUTES, clients

pytestmark = [pytest.mark.django_db, pytest.mark.full]

NASTY = {
    "NUL": "a\x00b",
    "long": "x" * 30_000,
    "huge number": "9" * 400,
    "negative": "-1",
    "no day": "2027-02-29",
    "first year": "1",
    "digits of another script": "٣",
    "square": "²",
    "right to left": "\u202e\ufeff",
    "an id of nothing": "00000000-0000-0000-0000-000000000000",
    "braces": "{{ 7*7 }}%s%(x)s{0}",
    "nan": "NaN",
    "empty": "",
}

ONE_AT_A_TIME = ("huge number", "NUL", "square", "long")


class Fields(HTMLParser):
    """The names of a page's fields, each with what it would send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        given = {name: value or "" for name, value in attributes}
        name = given.get("name", "")
        if tag == "select":
            self._select = name
        if tag == "option" and self._select and given.get("value"):
            self.found.setdefault(self._select, given["value"])
        if tag in {"input", "textarea", "button"} and name:
            self.found.setdefault(name, given.get("value", ""))


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """One world for all forms; every request is taken back, and at the end the world as well."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World().furnish()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def walkers(world) -> dict[str, Client]:
    made = clients(world)
    for client in made.values():
        client.raise_request_exception = False
    return made


def ask(client: Client, url: str, data: dict[str, Any]) -> Any:
    with transaction.atomic():
        answer = client.post(url, data)
        transaction.set_rollback(True)
    return answer


def who(row: Any) -> str:
    """Somebody to whom the page opens, and who may do most."""
    return next(
        one
        for one in ("manager", "named", "returns_admin", "governance", "system_admin", "referrer", "door")
        if one in row.opens
    )


def mutations(fields: dict[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is sent: each odd value everywhere, and everywhere one field wrong among right ones."""
    for word, value in NASTY.items():
        yield f"all {word}", dict.fromkeys(fields, value)
    for number, (name, usual) in enumerate(fields.items()):
        word = ONE_AT_A_TIME[number % len(ONE_AT_A_TIME)]
        yield f"{name}: {word}", {**fields, name: NASTY[word]}
        yield f"{name} twice", {**fields, name: [usual, "second", usual]}
    yield "nothing", {}


@pytest.mark.parametrize("route", sorted(name for name in TABLE if not name.startswith("api_")))
def test_a_form_filled_in_badly_is_refused_and_never_a_fault(route, world, walkers):
    row = TABLE[route]
    url = reverse(route, kwargs=world.kwargs(ROUTES[route], row.overrides))
    client = walkers[who(row)]
    page = "" if row.only_post else words_of(client.get(url))
    fields = Fields(page).found or {"key": "", "version": "", "next": "", "draft_token": "", "answer": ""}
    bad = []
    for what, data in mutations(fields):
        answer = ask(client, url, data)
        if answer.status_code >= 500:
            bad.append((what, repr(getattr(answer, "exc_info", ("", ""))[1])[:300]))
        if answer.status_code == 405:
            break
    assert not bad, bad
