"""Writing many new records by COPY. Triggers and constraints work as for any insert."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from attrs import frozen
from django.db import connection
from django.db.models import ForeignKey, JSONField, Model
from psycopg import sql
from psycopg.types.json import Jsonb


class Fresh:
    """A new row on its way to the database: what an instance would hold, at a fraction of its cost."""

    __slots__ = ("model", "pk", "values")

    def __init__(self, model: type[Model], pk: UUID, values: list[Any]) -> None:
        self.model, self.pk, self.values = model, pk, values


@frozen
class _Layout:
    """Where each field of a model stands, and what it holds where nothing is given."""

    places: dict[str, int]
    related: frozenset[str]
    constants: list[Any]
    made: list[tuple[int, Callable[[], Any]]]
    documents: list[int]
    key: int
    statement: sql.Composed


def fresh(model: type[Model], **given: Any) -> Fresh:
    """A new row of a model with its defaults; fields are named as for the model's own class."""
    layout = _layout(model)
    values = list(layout.constants)
    for place, make in layout.made:
        values[place] = make()
    for name, value in given.items():
        values[layout.places[name]] = getattr(value, "pk", value) if name in layout.related else value
    return Fresh(model, values[layout.key], values)


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


def insert(records: Iterable[Fresh | Model]) -> None:
    """Write new rows or unsaved instances, the models in the order in which they first appear.

    Raises Django's ``IntegrityError`` or ``DataError`` as ``save`` does.
    """
    by_model: dict[type[Model], list[Sequence[Any]]] = {}
    for record in records:
        if isinstance(record, Fresh):
            by_model.setdefault(record.model, []).append(record.values)
        else:
            by_model.setdefault(type(record), []).append(_values(type(record))(record))
    for model, rows in by_model.items():
        _copy(_layout(model), rows)


@cache
def _layout(model: type[Model]) -> _Layout:
    fields = model._meta.concrete_fields
    dynamic = [(place, field.get_default) for place, field in enumerate(fields) if callable(field.default)]
    placed = [place for place, _make in dynamic]
    columns = sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in fields)
    return _Layout(
        places={name: place for place, field in enumerate(fields) for name in (field.name, field.attname)},
        related=frozenset(field.name for field in fields if isinstance(field, ForeignKey)),
        constants=[None if place in placed else field.get_default() for place, field in enumerate(fields)],
        made=dynamic,
        documents=[place for place, field in enumerate(fields) if isinstance(field, JSONField)],
        key=[field.primary_key for field in fields].index(True),
        statement=sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(model._meta.db_table), columns),
    )


@cache
def _values(model: type[Model]) -> Callable[[Model], Sequence[Any]]:
    return attrgetter(*(field.attname for field in model._meta.concrete_fields))


def _copy(layout: _Layout, rows: Sequence[Sequence[Any]]) -> None:
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.cursor.copy(layout.statement) as copy,
    ):
        for row in rows:
            copy.write_row(_with_documents(row, layout.documents))


def _with_documents(values: Sequence[Any], places: list[int]) -> Sequence[Any]:
    if not places:
        return values
    found = list(values)
    for place in places:
        found[place] = Jsonb(found[place])
    return found
