"""The tests run as the application's database role, so that a missing grant is noticed.

Test databases are made and migrated by their owner; afterwards every new connection, those
of live servers included, takes the role of the application. What only an owner may do
(emptying the tables after a transactional test, a test that drops a trigger) is done in `as_owner`.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.test import TransactionTestCase

from jigso_cms.settings.databases import APPLICATION_ROLE
from tests.plugins.emptying import empty_filled_tables

NO_DATABASE_ALIAS = "__no_db__"
FLUSH_TRIES = 5
FLUSH_PAUSE = 0.5
"""Seconds between two tries to empty the tables."""


def take_application_role(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Put a new connection into the role of the application."""
    if connection.alias != NO_DATABASE_ALIAS:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {APPLICATION_ROLE}")


@contextmanager
def owner_role() -> Iterator[None]:
    """Act as the owner of the tables inside the block."""
    for connection in connections.all():
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE NONE")
    try:
        yield
    finally:
        for connection in connections.all():
            with connection.cursor() as cursor:
                cursor.execute(f"SET ROLE {APPLICATION_ROLE}")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Change roles once the test database stands."""
    connections.close_all()
    connection_created.connect(take_application_role, dispatch_uid="application-role")
    with owner_cleans_up():
        yield
    connection_created.disconnect(dispatch_uid="application-role")


@contextmanager
def owner_cleans_up() -> Iterator[None]:
    """Let the owner empty the tables after a transactional test."""
    original = TransactionTestCase._fixture_teardown

    def teardown(case: TransactionTestCase) -> None:
        # A worker may still be reading what the test wrote; then one of the two gives way.
        for tries_left in reversed(range(FLUSH_TRIES)):
            try:
                with owner_role():
                    if not empty_filled_tables():
                        original(case)
                return
            except (CommandError, OperationalError):
                if not tries_left:
                    raise
                time.sleep(FLUSH_PAUSE)

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]
    try:
        yield
    finally:
        TransactionTestCase._fixture_teardown = original  # type: ignore[method-assign]


@pytest.fixture
def as_owner() -> Any:
    """Give a test `with as_owner():`, the block in which it may change tables."""
    return owner_role
