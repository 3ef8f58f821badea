"""Words of a definition file in the languages of the service. Plain data, no Django."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from attrs import frozen


@frozen
class Label:
    """A text in English and, where the service has it, in Welsh."""

    en: str
    cy: str = ""

    def text(self, language: str) -> str:
        """The words in ``language`` (``cy`` or ``cy-gb`` for Welsh), in English where there are none."""
        return (self.cy if language.lower().startswith("cy") else "") or self.en

    def __str__(self) -> str:
        return self.en


class Keyed(Protocol):
    """Anything that a definition file names by a key."""

    @property
    def key(self) -> str:
        """The key by which rows elsewhere refer to it."""
        ...


Row = TypeVar("Row", bound=Keyed)


def by_key(rows: Iterable[Row], key: str) -> Row:
    """The row whose ``key`` it is; KeyError where there is none."""
    for row in rows:
        if row.key == key:
            return row
    raise KeyError(key)
