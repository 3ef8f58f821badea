"""A child's life as far as removals go, as it is read."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from outcomes.removals import FIRST_YEAR

COLUMNS = ("id", "family_id", "born", "removed_on", "never_went_home", "returned_on", "again_on", "death")
OF_BIRTHS = ("came_on", "left_on")
AT_ONCE = 2000


class ChildRow:
    """A child's life as far as removals go; dates, or None. What was not asked for keeps its default."""

    born: Any
    removed_on: Any
    never_went_home: bool | None
    returned_on: Any
    again_on: Any
    death: Any
    earlier: bool = False
    away: bool = False
    came_on: Any = None
    left_on: Any = None

    def __init__(self, columns: Sequence[str], row: Sequence[Any]) -> None:
        self.__dict__.update(zip(columns, row, strict=True))

    @property
    def age(self) -> int | None:
        """Age in days at the first removal; None where there was none, or the birth is not known.

        0 where rows that were joined later say that it was born after that: it cannot have been older.
        """
        return max(0, (self.removed_on - self.born).days) if self.removed_on and self.born else None

    @property
    def removed_in_first_year(self) -> bool:
        """Whether the first removal came at an age below 365 days."""
        return self.age is not None and self.age < FIRST_YEAR

    def returned_by(self, day: date) -> bool:
        """Whether it had come home from its first removal by then."""
        return self.returned_on is not None and self.returned_on <= day

    def removed_again_by(self, day: date) -> bool:
        """Whether another removal had followed the first by then."""
        return self.again_on is not None and self.again_on <= day

    def home_on(self, day: date) -> bool:
        """Whether it had, was not apart again (``away``) and lived."""
        return self.returned_by(day) and not self.away and not (self.death and self.death <= day)
