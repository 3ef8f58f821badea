"""Writing many new records by COPY. Triggers and constraints work as for any insert."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import JSONField, Model
from psycopg import sql
from psycopg.types.json import Jsonb


def begin() -> None:
    """Make ready to COPY in this transaction.

    Foreign keys are checked with each statement, so that a fault shows at its batch and the list
    of checks does not grow. The statement also hands the actor to the history triggers, which a
    COPY cannot.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def end() -> None:
    """Give foreign keys back to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def insert(records: Iterable[Model]) -> None:
    """Write unsaved records, the classes in the order in which they first appear.

    Raises Django's ``IntegrityError`` or ``DataError`` as ``save`` does.
    """
    by_class: dict[type[Model], list[Model]] = {}
    for record in records:
        by_class.setdefault(type(record), []).append(record)
    for model, rows in by_class.items():
        _copy(model, rows)


def _copy(model: type[Model], rows: Sequence[Model]) -> None:
    fields = model._meta.concrete_fields
    values = attrgetter(*(field.attname for field in fields))
    documents = [place for place, field in enumerate(fields) if isinstance(field, JSONField)]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in fields),
    )
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.cursor.copy(statement) as copy,
    ):
        for row in rows:
            copy.write_row(_with_documents(values(row), documents))


def _with_documents(values: tuple[Any, ...], places: list[int]) -> Sequence[Any]:
    if not places:
        return values
    found = list(values)
    for place in places:
        found[place] = Jsonb(found[place])
    return found
