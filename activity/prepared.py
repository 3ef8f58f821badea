"""Queries that Django writes once for each process, and that are asked with other values after that.

To write the SQL of a large queryset takes Django longer than PostgreSQL needs to answer it. A page
that is opened all day asks the same questions each time; only the values differ.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from datetime import date
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connections
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    F,
    ForeignKey,
    Func,
    IntegerField,
    JSONField,
    QuerySet,
    TextField,
    UUIDField,
    Value,
)
from django.db.models.query import ModelIterable

from activity.marks import marks_for, slot_of, taken_by

Row = TypeVar("Row")


class AnyOf(Func):
    """True of rows whose ``name`` is one of some ids. The SQL is the same however many there are."""

    template = "%(expressions)s"
    arg_joiner = " = "

    def __init__(self, name: str, ids: Iterable[UUID]) -> None:
        """``name`` is a field that holds ids, ``pk`` for instance, or a foreign key."""
        several = Value(list(ids), output_field=ArrayField(UUIDField()))
        super().__init__(F(name), Func(several, function="ANY"), output_field=BooleanField())


class Among(Func):
    """True of rows whose ``name`` is one of the ids that the first question of a :class:`Together` found."""

    template = "%(expressions)s IN (SELECT id FROM among)"

    def __init__(self, name: str) -> None:
        """``name`` is a field that holds ids, ``pk`` for instance, or a foreign key."""
        super().__init__(F(name), output_field=BooleanField())


class Taking:
    """A builder of which it is known only when it is made how many values it takes, and of what kind."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **takes: Any) -> None:
        """``takes``: the values by name, each with its kind, as a builder's annotations name them."""
        self.build, self.takes = build, takes

    def __call__(self, **values: Any) -> QuerySet[Any, Any]:
        """The queryset for these values."""
        return self.build(**values)


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


class Together:
    """Several prepared questions, asked in one statement: ``Together(goals=_goals, tasks=_tasks)``.

    Each keyword is a builder as :class:`Prepared` takes it; the same value goes to every builder that asks
    for it. PostgreSQL hands each answer over as one JSON array, from which the same models are made.

    ``among`` builds rows of one id each: what a gate lets through, for instance. It is asked once, before the
    others, which speak of what it found as ``Among("case")``; how many that are nobody has to carry.
    """

    def __init__(
        self, *, among: Callable[..., QuerySet[Any, Any]] | None = None, **builds: Callable[..., QuerySet[Any, Any]]
    ) -> None:
        """Keep how the querysets are built; nothing is asked of the database before the first call."""
        self._among, self._builds = among, builds
        self._first: _Written | None = None
        self._written: dict[str, _Written] = {}

    def __call__(self, **values: Any) -> dict[str, list[Any]]:
        """The rows of each question, under its name."""
        if not self._written:
            self._first = _write(self._among) if self._among else None
            self._written = {name: _write(build) for name, build in self._builds.items()}
        asked = [one.as_json(values) for one in self._written.values()]
        statement = "SELECT " + ", ".join(sql for sql, _params in asked)
        if self._first:
            first, known = self._first.as_first(values)
            # Within a SELECT, so that it is seen to be one: what may write is told who acts, each time.
            statement = f"SELECT * FROM ({first} {statement}) AS answers"  # noqa: S608  Django's own
            asked = [("", known), *asked]
        db = next(iter(self._written.values())).db
        with connections[db].cursor() as cursor:
            cursor.execute(statement, [param for _sql, params in asked for param in params])
            answers = cursor.fetchone()
        return {
            name: list(one.made_of(answer or []))
            for (name, one), answer in zip(self._written.items(), answers, strict=True)
        }


class _Written:
    """A compiled queryset. ``slots``: for each parameter of the SQL a name, or the constant itself."""

    def __init__(self, queryset: QuerySet, marks: dict[str, Any]) -> None:
        self.db = queryset.db
        self.compiler = queryset.query.get_compiler(using=self.db)
        self.sql, params = self.compiler.as_sql()
        self.slots = [slot_of(param, marks) for param in params]
        self.models = queryset._iterable_class is ModelIterable  # type: ignore[attr-defined]
        self.readers = [_reader(expression.output_field) for expression, _sql, _alias in self.compiler.select]

    def rows(self, values: dict[str, Any]) -> Iterator[Any]:
        params = self._params(values)
        compiler = self._compiler()
        compiler.as_sql = lambda *_args, **_kwargs: (self.sql, params)  # type: ignore[method-assign]
        return self._through(compiler)

    def as_json(self, values: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """A column with every row as a JSON array of its columns, which may share their names."""
        columns = ", ".join(f"c{number}" for number in range(len(self.compiler.select)))
        array = f"json_build_array({columns})"
        sql = f"(SELECT json_agg({array}) FROM ({self.sql}) AS answer ({columns}))"  # noqa: S608  Django's own
        return sql, self._params(values)

    def as_first(self, values: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """The rows under the name ``among``, asked once for all that refers to them."""
        return f"WITH among (id) AS MATERIALIZED ({self.sql})", self._params(values)

    def made_of(self, answer: list[list[Any]]) -> Iterator[Any]:
        """What :meth:`rows` would have given, from the JSON of the same rows."""
        found = [
            tuple(
                value if value is None or read is None else read(value)
                for read, value in zip(self.readers, row, strict=True)
            )
            for row in answer
        ]
        compiler = self._compiler()
        compiler.execute_sql = lambda *_args, **_kwargs: [found]  # type: ignore[method-assign]
        return self._through(compiler)

    def _params(self, values: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(values[name] if name else constant for name, constant in self.slots)

    def _compiler(self) -> Any:
        """A copy, because a compiler belongs to one connection, and so to one thread."""
        compiler = copy(self.compiler)
        compiler.connection = connections[self.db]
        return compiler

    def _through(self, compiler: Any) -> Iterator[Any]:
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


_AS_IN_JSON = {one.to_python for one in (BooleanField, CharField, IntegerField, TextField)}


def _reader(field: Any) -> Callable[[Any], Any] | None:
    """What makes of a value in JSON what the database driver would have given; None for what is the same in both."""
    while isinstance(field, ForeignKey):
        field = field.target_field
    if isinstance(field, JSONField):
        return json.dumps
    reader: Callable[[Any], Any] = field.to_python
    kind = getattr(type(field), "to_python", None)
    if kind is UUIDField.to_python:
        return UUID
    if kind is DateField.to_python:
        return date.fromisoformat
    return None if kind in _AS_IN_JSON else reader


def _write(build: Callable[..., QuerySet]) -> _Written:
    marks = marks_for(build.takes if isinstance(build, Taking) else taken_by(build))
    return _Written(build(**marks), marks)
