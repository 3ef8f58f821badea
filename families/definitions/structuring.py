"""Turning plain data into frozen classes, strictly, and saying every fault with its dotted path."""

from collections.abc import Callable
from datetime import date
from typing import Any

import cattrs

WANTED = {str: "a text", int: "a whole number", bool: "true or false"}


def make_converter() -> cattrs.Converter:
    """A converter that guesses nothing: unknown keys and near-miss types are faults."""
    made = cattrs.Converter(forbid_extra_keys=True, detailed_validation=True)
    for kind in (str, int, bool):
        made.register_structure_hook(kind, _only(kind))
    made.register_structure_hook(float, _number)
    made.register_structure_hook(date, _date)
    made.register_unstructure_hook(date, date.isoformat)
    return made


def _only(kind: type) -> Callable[[Any, Any], Any]:
    def structure(value: Any, _type: Any) -> Any:
        if type(value) is not kind:
            raise ValueError(f"must be {WANTED[kind]}, not {value!r}")
        return value

    return structure


def _number(value: Any, _type: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"must be a number, not {value!r}")
    return float(value)


def _date(value: Any, _type: Any) -> date:
    if isinstance(value, str):
        return date.fromisoformat(value)
    if type(value) is not date:
        raise ValueError(f"must be a date such as 2025-04-01, not {value!r}")
    return value


def faults(error: cattrs.BaseValidationError) -> list[tuple[str, str]]:
    """(dotted path, what is wrong) of everything that one attempt found."""
    found = []
    for line in cattrs.transform_error(error, path="", format_exception=_words):
        what, _, path = line.rpartition(" @ ")
        found.append((path.removeprefix("."), what))
    return found


def _words(error: BaseException, wanted: type | None) -> str:
    if isinstance(error, KeyError):
        return "is missing"
    if isinstance(error, cattrs.ForbiddenExtraKeysError):
        return "has keys that nobody reads: " + ", ".join(sorted(error.extra_fields))
    if isinstance(error, TypeError):
        return "must be a list or a table here"
    return str(error) or f"is not {wanted}"


converter = make_converter()
