"""Queries that Django writes once for each process, and that are asked with other values after that.

To write the SQL of a large queryset takes Django longer than PostgreSQL needs to answer it. A page
that is opened all day asks the same questions each time; only the values differ.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar, cast, get_type_hints
from uuid import NAMESPACE_URL, UUID, uuid5

from django.contrib.postgres.fields import ArrayField
from django.db import connections
from django.db.models import BooleanField, F, Func, QuerySet, UUIDField, Value
from django.db.models.query import ModelIterable

Row = TypeVar("Row")


class AnyOf(Func):
    """True of rows whose ``name`` is one of some ids. The SQL is the same however many there are."""

    template = "%(expressions)s"
    arg_joiner = " = "

    def __init__(self, name: str, ids: Iterable[UUID]) -> None:
        """``name`` is a field that holds ids, ``pk`` for instance, or a foreign key."""
        several = Value(list(ids), output_field=ArrayField(UUIDField()))
        super().__init__(F(name), Func(several, function="ANY"), output_field=BooleanField())


class Prepared(Generic[Row]):
    """The rows of ``build(**values)``, with its SQL written once.

    ``build`` takes only keywords annotated ``UUID``, ``list[UUID]``, ``date``, ``datetime``, ``int`` or
    ``str``. It is called once, with a mark in the place of each value. A day, a moment or an id in the SQL
    that is none of the marks raises ``ValueError``: it would stand for ever, in everybody's pages.
    Rows are models (related ones included, prefetched ones not), or tuples from ``values_list``.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]]) -> None:
        """Keep how the queryset is built; nothing is asked of the database before the first call."""
        self._build = build
        self._written: _Written | None = None

    def __call__(self, **values: Any) -> list[Row]:
        """The rows for these values."""
        if self._written is None:
            self._written = _write(self._build)
        return list(self._written.rows(values))

    def one(self, **values: Any) -> Row | None:
        """The first row, None where there is none."""
        return next(iter(self(**values)), None)


class _Written:
    """A compiled queryset. ``slots``: for each parameter of the SQL a name, or the constant itself."""

    def __init__(self, queryset: QuerySet, marks: dict[str, Any]) -> None:
        self.db = queryset.db
        self.compiler = queryset.query.get_compiler(using=self.db)
        self.sql, params = self.compiler.as_sql()
        self.slots = [_slot(param, marks) for param in params]
        self.models = queryset._iterable_class is ModelIterable  # type: ignore[attr-defined]

    def rows(self, values: dict[str, Any]) -> Iterator[Any]:
        params = tuple(values[name] if name else constant for name, constant in self.slots)
        # A copy, because a compiler belongs to one connection, and so to one thread.
        compiler = copy(self.compiler)
        compiler.connection = connections[self.db]
        compiler.as_sql = lambda *_args, **_kwargs: (self.sql, params)  # type: ignore[method-assign]
        if self.models:
            return iter(ModelIterable(cast(Any, _Asked(self.db, compiler))))
        return iter(compiler.results_iter(tuple_expected=True))


class _Asked:
    """As much of a queryset as Django needs to make models of its rows."""

    _known_related_objects: dict = {}

    def __init__(self, db: str, compiler: Any) -> None:
        self.db = db
        self.query = self
        self.compiler = compiler

    def get_compiler(self, using: str) -> Any:
        return self.compiler


def _write(build: Callable[..., QuerySet]) -> _Written:
    hints = get_type_hints(build)
    names = list(inspect.signature(build).parameters)
    marks = {name: _mark(hints[name], number) for number, name in enumerate(names, start=1)}
    return _Written(build(**marks), marks)


def _mark(kind: Any, number: int) -> Any:
    """A value that no row and no code has, and that Django hands on as it is."""
    if kind is UUID:
        return uuid5(NAMESPACE_URL, f"mark:{number}")
    if kind == list[UUID]:
        return [uuid5(NAMESPACE_URL, f"mark:{number}")]
    if kind is date:
        return date(1, 1, number)
    if kind is datetime:
        return datetime(1, 1, number, tzinfo=UTC)
    if kind is str:
        return f"\x7fmark:{number}"
    if kind is int:
        return number - 2_000_000_000
    raise TypeError(f"No mark for {kind}")


def _slot(param: Any, marks: dict[str, Any]) -> tuple[str, Any]:
    for name, mark in marks.items():
        if isinstance(param, type(mark)) and param == mark:
            return name, None
    if any(isinstance(one, UUID | date) for one in (param if isinstance(param, list | tuple) else [param])):
        raise ValueError(f"{param!r} would stand in the query for ever")
    return "", param
