"""Each guard is taken away in turn, in memory or in a transaction, and the suite's own checks notice."""

from collections.abc import Iterator
from typing import Any

import pgtrigger
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.access import declared_by
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

PROTECTED = {
    "families.ServiceVersion": {"version_is_immutable"},
    "outcomes.Domain": {"domain_is_immutable"},
    "outcomes.ToolVersion": {"tool_version_is_immutable"},
    "reporting.ReturnLine": {"signed_line_stays"},
    "reporting.ReturnRow": {"signed_row_stays"},
    "reporting.ReturnVersion": {"signed_version_stays"},
}
"""Triggers that refuse a change, pinned here by hand: one that vanishes from its model is missed."""


def installed() -> dict[str, set[str]]:
    """The names of enabled triggers by table, as PostgreSQL has them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled = 'O' AND NOT tgisinternal"
        )
        found: dict[str, set[str]] = {}
        for table, name in cursor.fetchall():
            found.setdefault(table, set()).add(name)
    return found


def missing_triggers() -> list[str]:
    """Triggers that the models declare and the database lacks, as ``table.trigger``."""
    there = installed()
    return sorted(
        f"{model._meta.db_table}.{trigger.get_pgid(model)}"
        for model, trigger in pgtrigger.registered()
        if trigger.get_pgid(model) not in there.get(model._meta.db_table, set())
    )


def test_every_trigger_that_a_model_declares_is_installed():
    assert len(pgtrigger.registered()) > 150
    assert missing_triggers() == []


def test_the_models_declare_the_triggers_that_refuse_changes():
    declared: dict[str, set[str]] = {}
    for model, trigger in pgtrigger.registered():
        declared.setdefault(model._meta.label, set()).add(trigger.name)
    for label, names in PROTECTED.items():
        assert names <= declared.get(label, set()), label


def test_each_trigger_that_is_dropped_is_missed(as_owner):
    for model, trigger in pgtrigger.registered():
        table, name = model._meta.db_table, trigger.get_pgid(model)
        with transaction.atomic():
            with as_owner(), connection.cursor() as cursor:
                cursor.execute(f'DROP TRIGGER "{name}" ON "{table}"')
            assert name not in installed().get(table, set())
            assert missing_triggers() == [f"{table}.{name}"]
            transaction.set_rollback(True)
    assert missing_triggers() == []


def routes(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name}", pattern


def holders(view: Any) -> list[Any]:
    """Where a view keeps its declaration: the function, the class behind it, or both."""
    places = (view, getattr(view, "view_class", None), getattr(view, "cls", None))
    found = {id(place): place for place in places if place is not None and "required_permission" in vars(place)}
    return list(found.values())


def address(name: str, pattern: URLPattern) -> str:
    """Some address of the route; nothing has to be there, for the declaration is asked for first."""
    samples = {"UUIDConverter": "01234567-89ab-7def-8123-456789abcdef", "IntConverter": 1}
    converters = pattern.pattern.converters
    if not converters and "uidb36" in str(pattern.pattern):
        return reverse(name, kwargs={"uidb36": "1", "key": "1-1"})
    return reverse(name, kwargs={part: samples.get(type(one).__name__, "x") for part, one in converters.items()})


def test_each_declaration_that_is_forgotten_closes_its_page(monkeypatch):
    client = Client()
    client.force_login(UserFactory())
    found = dict(routes(get_resolver().url_patterns))
    for name, pattern in found.items():
        assert declared_by(pattern.callback), name
        with monkeypatch.context() as memory:
            for place in holders(pattern.callback):
                memory.delattr(place, "required_permission")
            assert declared_by(pattern.callback) is None, name
            with pytest.raises(ImproperlyConfigured), transaction.atomic():
                client.get(address(name, pattern))
