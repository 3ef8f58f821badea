"""How far a run has come, over a connection of its own: the run's own transaction shows nothing until it ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection

TOLD = """
    UPDATE outcomes_runprogress SET done = %s, total = greatest(total, %s) WHERE run_id = %s
    RETURNING stop_asked_at IS NOT NULL
"""
BEGUN = "UPDATE outcomes_runprogress SET done = 0, total = 0, attempts = attempts + 1 WHERE run_id = %s"


class Stopped(Exception):
    """Somebody asked for the run to be stopped."""


class Progress:
    """Notes how many rows a run has read, and notices that it is to stop."""

    def __init__(self, run: UUID | str, cursor: Any) -> None:
        self._run, self._cursor = str(run), cursor
        self.total = 0

    def begin(self) -> None:
        """A worker takes the run in hand, perhaps not the first."""
        self._cursor.execute(BEGUN, [self._run])

    def __call__(self, done: int) -> None:
        """Note the rows read, never more than there are to read. Raises ``Stopped``."""
        self._cursor.execute(TOLD, [min(done, self.total or done), self.total, self._run])
        found = self._cursor.fetchone()
        if found and found[0]:
            raise Stopped


@contextmanager
def progress_of(run: UUID | str) -> Iterator[Progress]:
    """A progress to write to, seen by everybody at once."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            yield Progress(run, cursor)
    finally:
        other.close()
