"""Periods that returns are made for, as people write them: ``2021-22`` or ``2021-22 Q3``. Pure.

A year runs from April to March; Q1 is April to June, Q4 January to March.
"""

import re
from datetime import date, timedelta

from outcomes.periods import FIRST_YEAR, LAST_YEAR, Period, quarter_period, year_of, year_period

_WRITTEN = re.compile(r"\s*(\d{4})\s*[-/–]\s*(?:20)?(\d{2})(?:[\s-]*Q([1-4]))?\s*", re.ASCII | re.IGNORECASE)


_DAYS = re.compile(r"\s*(\d{4}-\d{2}-\d{2})\s*\.\.\s*(\d{4}-\d{2}-\d{2})\s*", re.ASCII)


class PeriodUnreadable(ValueError):
    """The text names no period."""


def parse_period(text: str) -> Period:
    """The year, quarter or pair of days that ``text`` names; :class:`PeriodUnreadable` says what is wrong with it."""
    if days := _DAYS.fullmatch(text):
        return _between(days[1], days[2])
    found = _WRITTEN.fullmatch(text)
    if not found:
        raise PeriodUnreadable(
            f"“{text}” is not a year such as 2021-22, a quarter such as 2021-22 Q3, "
            "or two days such as 2021-04-01..2021-06-30."
        )
    start = int(found[1])
    if not FIRST_YEAR <= start <= LAST_YEAR:
        raise PeriodUnreadable(f"{start} is not between {FIRST_YEAR} and {LAST_YEAR}.")
    if (start + 1) % 100 != int(found[2]):
        raise PeriodUnreadable(f"The year after {start} is {(start + 1) % 100:02d}, not {found[2]}.")
    return quarter_period(start, int(found[3])) if found[3] else year_period(start)


def period_of_days(first: date, last: date) -> Period:
    """The year or quarter of these two days, else a period named by them."""
    start = year_of(first)
    for one in (year_period(start), *(quarter_period(start, number) for number in (1, 2, 3, 4))):
        if (one.first, one.last) == (first, last):
            return one
    name = f"{first.isoformat()} to {last.isoformat()}"
    return Period(key=f"{first.isoformat()}-{last.isoformat()}", label=name, first=first, last=last)


def is_whole_year(period: Period) -> bool:
    """Whether it is 1 April to 31 March."""
    return period == year_period(year_of(period.first))


def year_to_date(period: Period) -> Period:
    """From 1 April to the last day of ``period``; its figures are counted anew, never added up."""
    start = year_of(period.last)
    last = period.last
    if last == year_period(start).last:
        return year_period(start)
    first = date(start, 4, 1)
    name = f"{start}-{(start + 1) % 100:02d} to {last.isoformat()}"
    return Period(key=f"{first.isoformat()}-{last.isoformat()}", label=name, first=first, last=last)


def previous(period: Period) -> Period:
    """The year before a year, the quarter before a quarter, as many days before any others."""
    start = year_of(period.first)
    if is_whole_year(period):
        return year_period(start - 1)
    number = (period.first.month - 4) % 12 // 3 + 1
    if period == quarter_period(start, number):
        return quarter_period(start, number - 1) if number > 1 else quarter_period(start - 1, 4)
    before = period.first - timedelta(days=1)
    return period_of_days(before - (period.last - period.first), before)


def earlier(period: Period, number: int) -> list[Period]:
    """So many periods before it, the latest first."""
    found = [previous(period)]
    while len(found) < number:
        found.append(previous(found[-1]))
    return found


def has_ended(period: Period, today: date) -> bool:
    """Whether its last day lies behind ``today``; before that every figure is a draft that still grows."""
    return period.last < today


def _between(first: str, last: str) -> Period:
    try:
        found = period_of_days(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError as error:
        raise PeriodUnreadable(f"“{first}..{last}” names a day that is not in the calendar.") from error
    if found.last < found.first or not FIRST_YEAR <= found.first.year <= found.last.year <= LAST_YEAR:
        raise PeriodUnreadable(f"“{first}..{last}” does not run forward between {FIRST_YEAR} and {LAST_YEAR}.")
    return found
