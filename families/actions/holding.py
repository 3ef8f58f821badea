"""Taking hold of a record before writing about it, so that a merge running meanwhile loses nothing.

A merge locks what it joins. Whoever writes a row that refers to a person, family, pregnancy, child or case
takes hold of it first: then either the merge waits and moves the new row too, or the writer waits and is
told that the record has moved.

Writers lock these rows ``FOR NO KEY UPDATE`` among themselves, which does not stand in the way of one who
holds; only a merge takes them ``FOR UPDATE``.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import OperationalError, connection, models, transaction
from psycopg.errors import DeadlockDetected, LockNotAvailable

from families.errors import RecordHasMoved, RecordsBusy
from families.models import Case, Child, Family, Person, Pregnancy

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

JOINED = (Family, Case, Pregnancy, Child, Person)
"""What a merge joins, in the order in which they are taken hold of."""

PATIENCE = "800ms"
"""How long a merge waits for a writer. Shorter than PostgreSQL's look for a deadlock after a second, so that
of a merge and a writer who wait for each other it is the merge that gives up."""


def hold(*rows: models.Model) -> None:
    """Share a lock on each row until the transaction ends; several writers do not wait for each other.

    Raises ``RecordHasMoved`` where a merge has put one of them out of sight.
    """
    wanted: dict[Any, set[Any]] = defaultdict(set)
    for row in rows:
        wanted[type(row)].add(row.pk)
    for model in (one for one in JOINED if one in wanted):
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id FROM {table} WHERE id = ANY(%s) AND merged_into_id IS NULL "  # noqa: S608  our own table
                "ORDER BY id FOR KEY SHARE",
                [list(wanted[model])],
            )
            if len(cursor.fetchall()) < len(wanted[model]):
                raise RecordHasMoved


def holding(action: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """An action that is atomic and takes hold of every such row that it is given, in lists and as keys as well."""

    @wraps(action)
    @transaction.atomic
    def held(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        hold(*_rows_in(kwargs.values()))
        return action(*args, **kwargs)

    held.takes_hold = True  # type: ignore[attr-defined]
    return held


@contextmanager
def waiting_briefly() -> Iterator[None]:
    """One transaction in which nobody is waited for longer than a moment. Raises ``RecordsBusy``."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            yield
            if not connection.needs_rollback:  # a preview takes everything back, this setting too
                cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    except OperationalError as broken:
        if isinstance(broken.__cause__, LockNotAvailable | DeadlockDetected):
            raise RecordsBusy from broken
        raise


def _rows_in(values: Iterable[Any]) -> Iterator[models.Model]:
    for value in values:
        if isinstance(value, JOINED):
            # A row that is only being made has nothing to be joined to yet.
            if not value._state.adding:
                yield value
        elif isinstance(value, list | tuple | set | frozenset | Mapping):
            yield from _rows_in(value)
