"""A condition that many queries share, of which Django writes the SQL once for each process.

The gate to casework stands in nearly every query of a page, often twice, and is itself a dozen subqueries:
to build and write it took Django longer each time than the rest of the query took it and PostgreSQL together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, cast

from django.db.models import BooleanField, F, Func, QuerySet
from django.db.models.expressions import Col
from django.db.models.sql.compiler import SQLCompiler

from activity.marks import marks_for, slot_of, taken_by

INNER = re.compile(r"\b([T-Z]{1,2}\d+)\b")
"""The names that Django gives to the tables of subqueries."""


class PreparedCondition:
    """What ``build(**values)`` filters by, as a condition to filter other querysets of the same model with.

    ``build`` is called once, as :class:`~activity.prepared.Prepared` calls its own, and gives a queryset that is
    filtered and nothing else. ``reads`` names the fields of a row that the condition looks at, each the
    column that Django writes for it, related ones with their path; one that is missing raises ``ValueError``.
    """

    def __init__(self, build: Callable[..., QuerySet], *, reads: Sequence[str]) -> None:
        """Keep how the queryset is built; nothing is written before the first call."""
        self._build, self._reads = build, tuple(reads)
        self._written: _WrittenCondition | None = None

    def __call__(self, **values: Any) -> Func:
        """The condition for these values."""
        if self._written is None:
            self._written = _WrittenCondition(self._build, self._reads)
        return _Condition(*self._reads, written=self._written, values=values)


class _WrittenCondition:
    """The SQL in pieces, with the number of a column between each two of them, and the slots of its parameters."""

    def __init__(self, build: Callable[..., QuerySet], reads: Sequence[str]) -> None:
        marks = marks_for(taken_by(build))
        queryset = build(**marks)
        columns = _columns(queryset, reads)
        compiler = queryset.query.get_compiler(using=queryset.db)
        compiler.pre_sql_setup()
        sql, params = compiler.compile(queryset.query.where)
        self.slots = [slot_of(param, marks) for param in params]
        parts = re.split("(" + "|".join(map(re.escape, columns)) + ")", INNER.sub(r"prepared_\1", sql))
        self.pieces, self.columns = parts[::2], [columns.index(part) for part in parts[1::2]]
        tables = {column.rsplit(".", 1)[0] for column in columns} | {f'"{queryset.model._meta.db_table}"'}
        if any(f"{table}." in piece for table in tables for piece in self.pieces):
            raise ValueError(f"the condition reads more of a row than {', '.join(reads)}")

    def sql(self, columns: list[str]) -> str:
        """The condition on a row whose columns go by these names."""
        between = [columns[number] for number in self.columns] + [""]
        return "(" + "".join(piece + column for piece, column in zip(self.pieces, between, strict=True)) + ")"

    def params(self, values: dict[str, Any]) -> list[Any]:
        return [values[name] if name else constant for name, constant in self.slots]


class _Condition(Func):
    """One use of a written condition: its columns are the row's own, wherever the queryset stands."""

    def __init__(self, *reads: str, written: _WrittenCondition, values: dict[str, Any]) -> None:
        super().__init__(*(F(name) for name in reads), output_field=BooleanField())
        self.written, self.values = written, values

    def as_sql(self, compiler: SQLCompiler, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        columns = [compiler.compile(column)[0] for column in self.get_source_expressions()]
        return self.written.sql(columns), self.written.params(self.values)


def _columns(queryset: QuerySet, reads: Sequence[str]) -> list[str]:
    """How the queryset writes the columns of these fields."""
    query = queryset.query.clone()
    compiler = query.get_compiler(using=queryset.db)
    found = [cast(Col, F(name).resolve_expression(query)) for name in reads]
    return [compiler.compile(column)[0] for column in found]
