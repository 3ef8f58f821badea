"""Values that stand for others while a query is written once: where each turns up, a value of the day is put later."""

import inspect
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, get_type_hints
from uuid import NAMESPACE_URL, UUID, uuid5


def taken_by(build: Callable[..., Any]) -> dict[str, Any]:
    """The values that a builder takes, by name, each with the kind that it is annotated with."""
    hints = get_type_hints(build)
    return {name: hints[name] for name in inspect.signature(build).parameters}


def marks_for(takes: Mapping[str, Any]) -> dict[str, Any]:
    """A mark for each value. Raises ``TypeError`` for a kind that has none."""
    return {name: _mark(kind, number) for number, (name, kind) in enumerate(takes.items(), start=1)}


def slot_of(param: Any, marks: Mapping[str, Any]) -> tuple[str, Any]:
    """The name of the value that a parameter of the SQL stands for, or, with no name, the constant that it is.

    A day, a moment or an id that is none of the marks raises ``ValueError``.
    """
    for name, mark in marks.items():
        if isinstance(param, type(mark)) and param == mark:
            return name, None
    if any(isinstance(one, UUID | date) for one in (param if isinstance(param, list | tuple) else [param])):
        raise ValueError(f"{param!r} would stand in the query for ever")
    return "", param


def _mark(kind: Any, number: int) -> Any:
    """A value that no row and no code has, and that Django hands on as it is."""
    if kind is UUID:
        return uuid5(NAMESPACE_URL, f"mark:{number}")
    if kind == list[UUID]:
        return [uuid5(NAMESPACE_URL, f"mark:{number}")]
    if kind is date:
        return date.fromordinal(number)
    if kind is datetime:
        return datetime.fromordinal(number).replace(tzinfo=UTC)
    if kind is str:
        return f"\x7fmark:{number}"
    if kind is int:
        return number - 2_000_000_000
    raise TypeError(f"No mark for {kind}")
