"""Working days: no weekends, no bank holidays of England and Wales; day 0 is not counted."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

import holidays
from attrs import field, frozen

FIRST_YEAR, LAST_YEAR = 2015, 2040
SUBDIVISIONS = {"wales": "WLS", "england": "ENG"}


class OutsideCalendar(ValueError):
    """The day lies outside the years for which bank holidays are known (2015–2040)."""


class UnknownJurisdiction(ValueError):
    """There is no calendar of that name."""


@frozen(eq=False)
class WorkingDays:
    """The working days of one jurisdiction, as a sorted list that is searched by halves."""

    jurisdiction: str
    holidays: Mapping[date, str]
    _days: tuple[date, ...] = field(repr=False)

    def is_working(self, day: date) -> bool:
        """Whether offices work on ``day``."""
        self._check(day)
        return day.weekday() < 5 and day not in self.holidays

    def add(self, day: date, amount: int) -> date:
        """The ``amount``-th working day after ``day`` (before it when negative); 0 is ``day`` itself."""
        self._check(day)
        if amount == 0:
            return day
        start = bisect_right(self._days, day) - 1 if amount > 0 else bisect_left(self._days, day)
        position = start + amount
        if not 0 <= position < len(self._days):
            raise OutsideCalendar(f"{amount} working days from {day} leave the calendar.")
        return self._days[position]

    def subtract(self, day: date, amount: int) -> date:
        """The ``amount``-th working day before ``day``."""
        return self.add(day, -amount)

    def count(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` is earlier."""
        self._check(start)
        self._check(end)
        if end < start:
            return -self.count(end, start)
        return bisect_right(self._days, end) - bisect_right(self._days, start)

    def _check(self, day: date) -> None:
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise OutsideCalendar(f"Bank holidays are known from {FIRST_YEAR} to {LAST_YEAR}, not for {day}.")


@cache
def calendar_of(jurisdiction: str) -> WorkingDays:
    """The calendar of ``wales`` or ``england``, made once in a process."""
    if jurisdiction not in SUBDIVISIONS:
        raise UnknownJurisdiction(f"There is no calendar for “{jurisdiction}”.")
    known = holidays.country_holidays("GB", subdiv=SUBDIVISIONS[jurisdiction], years=range(FIRST_YEAR, LAST_YEAR + 1))
    closed = dict(sorted(known.items()))
    first, last = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
    every = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    days = tuple(day for day in every if day.weekday() < 5 and day not in closed)
    return WorkingDays(jurisdiction=jurisdiction, holidays=MappingProxyType(closed), days=days)
