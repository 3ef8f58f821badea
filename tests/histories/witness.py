"""What an attempt left behind: whether it was refused in words, and which history rows it wrote for whom."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import connection
from hypothesis import event

from accounts.models import User
from activity.context import acting
from activity.errors import RuleBroken
from activity.history import event_tables


def attempt(action: Callable[..., Any], *, by: User, **details: Any) -> Any:
    """Let somebody try an action; None where a rule forbids it.

    Anything but a ``RuleBroken`` with words passes through. A refusal must leave every row as it was,
    and each change must be in the history under the name of whoever made it.
    """
    before = newest_rows()
    try:
        with acting(user=by):
            done = action(by=by, **details)
    except RuleBroken as broken:
        check_refusal(action, broken, before)
        return None
    event(f"{action.__name__} done")
    strangers = actors_since(before) - {str(by.pk)}
    assert not strangers, f"{action.__name__} wrote history of {strangers}"
    return done


def check_refusal(action: Callable[..., Any], broken: RuleBroken, before: dict[str, int]) -> None:
    """A refusal has words for people, and nothing has changed."""
    assert str(broken).strip(), f"{type(broken).__name__} says nothing"
    assert newest_rows() == before, f"{action.__name__} was refused and changed something"
    event(f"{action.__name__} refused")


def newest_rows() -> dict[str, int]:
    """The number of the newest row of each history table that has any."""
    with connection.cursor() as cursor:
        cursor.execute(_newest())
        return {table: newest for table, newest in cursor.fetchall() if newest}


def actors_since(before: dict[str, int]) -> set[str]:
    """Under whose name the rows stand that were written since; "" for nobody's."""
    grown = {table for table, newest in newest_rows().items() if newest != before.get(table)}
    parts = [
        f"SELECT coalesce(pgh_context->>'user', '') FROM {table} WHERE pgh_id > {before.get(table, 0)}"
        for table in sorted(grown)
    ]
    if not parts:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(parts))
        return {row[0] for row in cursor.fetchall()}


@cache
def _newest() -> str:
    return " UNION ALL ".join(f"SELECT '{table}', max(pgh_id) FROM {table}" for table in event_tables())
