"""Every address × every kind of user × every method, from the URLconf."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from activity.prepared import Prepared
from families.querysets import one_case
from families.querysets.case import CaseQuerySet
from families.views import casework
from tests.access.table import EVERYBODY, PUBLIC, SYSTEMS, TABLE, Row
from tests.access.world import SECRET, World
from tests.answers import words_of
from tests.factories.systems import bearer

# Asks for the test database; the world itself lives in a transaction around the whole module.
pytestmark = pytest.mark.django_db

METHODS = ["get", "head", "post", "put", "patch", "delete"]
HIDDEN = {404, 405}


def named_routes(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, list[str]]]:
    """Yield every route's name with the names of its parts."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from named_routes(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name}", list(pattern.pattern.converters)


ROUTES = dict(named_routes(get_resolver().url_patterns))


def test_every_address_stands_in_the_table_and_every_row_has_an_address():
    assert set(ROUTES) - PUBLIC == set(TABLE)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """One world for the whole walk: every request is taken back, and at the end the world as well."""
    # That a session is in use is not noted: it would be taken back after every question.
    quiet = override_settings(SESSION_SAVE_EVERY_REQUEST=False)
    with django_db_blocker.unblock(), transaction.atomic(), quiet:
        yield World().furnish()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def walkers(world) -> dict[str, Client]:
    return clients(world)


def clients(world: World) -> dict[str, Client]:
    """A signed-in client for every actor."""
    made = {}
    for name, user in world.actors.items():
        made[name] = Client(headers=bearer(world.tokens[name]) if name in world.tokens else {})
        if user is not None:
            made[name].force_login(user)
    return made


def ask(client: Client, method: str, url: str):
    """Ask, and take back whatever the answer changed."""
    with transaction.atomic():
        answer = getattr(client, method)(url)
        transaction.set_rollback(True)
    return answer


def text_of(answer) -> str:
    return words_of(answer) if not answer.streaming else ""


@pytest.mark.parametrize("route", sorted(TABLE))
def test_a_page_opens_to_those_it_is_for_and_to_nobody_else(route, world, walkers, request):
    row = TABLE[route]
    url = reverse(route, kwargs=world.kwargs(ROUTES[route], row.overrides))
    quick = request.config.getoption("markexpr") == "not full" and not route.startswith("api_")
    takes = taken(route, row, url, world, walkers) if quick else set(METHODS)
    for actor, client in walkers.items():
        for method in methods_to_ask(actor, takes, opens=actor in row.opens) if quick else METHODS:
            check(route, row, actor, method, ask(client, method, url), world)


def taken(route: str, row: Row, url: str, world: World, walkers: dict[str, Client]) -> set[str]:
    """Return the methods that a page takes from those it opens to, as it says when it is asked by PUT."""
    actor = min(row.opens)
    answer = ask(walkers[actor], "put", url)
    check(route, row, actor, "put", answer, world)
    return set(answer.headers["Allow"].lower().split(", ")) if answer.status_code == 405 else set(METHODS)


def methods_to_ask(actor: str, takes: set[str], *, opens: bool) -> list[str]:
    """Return what the daily run asks of a page; the full run asks everything of everybody.

    A program has no session: one question tells. Django answers HEAD with what answers GET. What a page
    does not take from anybody it is for, it is not asked by anybody else.
    """
    if actor in SYSTEMS:
        return ["get"]
    return [method for method in ("get", "post") if opens or method in takes]


def check(route: str, row: Row, actor: str, method: str, answer, world: World) -> None:
    where = f"{method.upper()} {route} as {actor}: {answer.status_code}"
    if actor in row.opens:
        assert answer.status_code < 500, where
        if method == "get":
            assert answer.status_code == (405 if row.only_post else 200), where
            assert shown(row, world) in text_of(answer), where
        else:
            assert answer.status_code not in (401, 404), where
    elif actor in row.refuses:
        assert answer.status_code in {403, 405}, where
    elif row.by_credential and actor not in SYSTEMS:
        assert answer.status_code == 401, where
    elif actor == "anonymous" or (actor in SYSTEMS and not (row.by_credential and actor == "other_system")):
        assert answer.status_code in {302, 401, 403, 405}, where
        assert "sign-in" in answer.headers.get("Location", "sign-in"), where
    else:
        assert answer.status_code in HIDDEN, where
    if actor not in {"named", "colleague", "manager"}:
        assert SECRET not in text_of(answer), where


def shown(row: Row, world: World) -> str:
    return row.shows.format(name=SECRET)


@pytest.mark.parametrize("route", sorted(name for name, parts in ROUTES.items() if name in TABLE and parts))
def test_a_record_that_is_not_there_answers_like_one_that_may_not_be_seen(route, walkers):
    parts = {name: uuid4() if name.endswith("_id") else 1 if name == "number" else "nothing" for name in ROUTES[route]}
    asker = walkers["system" if TABLE[route].by_credential else "manager"]
    assert ask(asker, "get", reverse(route, kwargs=parts)).status_code in HIDDEN


def test_the_walk_would_notice_a_permission_that_was_forgotten(world, walkers, monkeypatch):
    monkeypatch.delattr(casework.case, "required_permission")
    with pytest.raises(ImproperlyConfigured):
        ask(walkers["named"], "get", reverse("families:case", kwargs={"case_id": world.case_id}))


def test_the_walk_would_notice_a_gate_left_open(world, walkers, monkeypatch):
    monkeypatch.setattr(CaseQuerySet, "open_to", lambda self, reader: self.all())
    # The gate for one case is written once for a process: here it is written again, and left open.
    monkeypatch.setattr(one_case, "_THROUGH_THE_GATE", Prepared(one_case._gate))
    answer = ask(walkers["outsider"], "get", reverse("families:case", kwargs={"case_id": world.case_id}))
    with pytest.raises(AssertionError):
        check("families:case", TABLE["families:case"], "outsider", "get", answer, world)


def test_nobody_is_left_out_of_the_walk(world):
    assert set(world.actors) == EVERYBODY
