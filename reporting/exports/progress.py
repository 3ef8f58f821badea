"""How far a file is, over a connection of its own: the worker's own transaction shows nothing until it ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection

from reporting.models.exports import ExportProgress

Part = ExportProgress.Part
NOTED = "UPDATE reporting_exportprogress SET part = %s, done = %s, total = %s WHERE export_id = %s"


class Progress:
    """Notes each part as it begins: a handful of writes for a file, however many figures are in it."""

    def __init__(self, export: UUID | str = "", cursor: Any = None) -> None:
        self._export, self._cursor = str(export), cursor
        self._done = self._total = 0

    def expect(self, parts: int) -> None:
        """How many parts the file will have."""
        self._done, self._total = 0, parts

    def __call__(self, part: Part) -> None:
        """A part begins; those before it are made."""
        if self._cursor is not None:
            self._cursor.execute(NOTED, [part.value, self._done, self._total, self._export])
        self._done = min(self._done + 1, self._total)


def untold() -> Progress:
    """For a file that nobody watches."""
    return Progress()


@contextmanager
def progress_of(export: UUID | str) -> Iterator[Progress]:
    """A progress that everybody sees at once."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            yield Progress(export, cursor)
    finally:
        other.close()
