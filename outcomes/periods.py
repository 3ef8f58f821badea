"""Years from April to March and their quarters, as figures are asked for."""

import re
from datetime import date, timedelta

from attrs import frozen

from families.days import said

_KEY = re.compile(r"(\d{4})-(\d{2})(?:-q([1-4]))?", re.ASCII)
FIRST_YEAR = 2000
LAST_YEAR = 2099


@frozen
class Period:
    """From ``first`` to ``last``, both counted. ``label``: 2021-22, or 2021-22 Q1 (April to June)."""

    first: date
    last: date
    label: str
    key: str = ""


def year_of(day: date) -> int:
    """The calendar year in which the financial year of ``day`` began."""
    return day.year if day.month >= 4 else day.year - 1


def year_period(start: int) -> Period:
    """The financial year that began on 1 April of ``start``."""
    label = f"{start}-{(start + 1) % 100:02d}"
    return Period(key=label, label=label, first=date(start, 4, 1), last=date(start + 1, 3, 31))


def quarter_period(start: int, quarter: int) -> Period:
    """Quarter 1 (April to June) to 4 (January to March) of the year that began in ``start``."""
    year = year_period(start)
    first = date(start + (quarter == 4), (quarter * 3) % 12 + 1, 1)
    following = date(first.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)
    return Period(
        key=f"{year.key}-q{quarter}", label=f"{year.label} Q{quarter}", first=first, last=following - timedelta(days=1)
    )


def quarter_of(day: date) -> Period:
    """The quarter in which a day lies."""
    return quarter_period(year_of(day), (day.month - 4) % 12 // 3 + 1)


def quarters_up_to(day: date, number: int) -> list[Period]:
    """So many quarters, the last of them that of ``day``, in the order of time."""
    found = [quarter_of(day)]
    while len(found) < number:
        found.append(quarter_of(found[-1].first - timedelta(days=1)))
    return found[::-1]


def period_of(key: str) -> Period | None:
    """The period of a key such as ``2021-22`` or ``2021-22-q1``; None for anything else."""
    found = _KEY.fullmatch(key)
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR or (int(found[1]) + 1) % 100 != int(found[2]):
        return None
    return quarter_period(int(found[1]), int(found[3])) if found[3] else year_period(int(found[1]))


def periods_between(first: date, last: date) -> list[Period]:
    """Every year that touches the days given with its quarters begun by ``last``, newest first."""
    found = []
    for start in range(year_of(last), year_of(first) - 1, -1):
        found.append(year_period(start))
        quarters = [quarter_period(start, number) for number in (4, 3, 2, 1)]
        found += [one for one in quarters if one.first <= last]
    return found


def years_between(first: date, last: date) -> list[Period]:
    """Every year that touches the days given, newest first."""
    return [year_period(start) for start in range(year_of(last), year_of(first) - 1, -1)]


def period_between(first: date, last: date) -> Period | None:
    """The year or the quarter that has these first and last days; None where there is none."""
    year = year_of(first)
    known = [year_period(year), *(quarter_period(year, number) for number in (1, 2, 3, 4))]
    return next((one for one in known if (one.first, one.last) == (first, last)), None)


def name_of(first: date, last: date) -> str:
    """The label of a period, or its two days where it is neither a year nor a quarter."""
    found = period_between(first, last)
    return found.label if found else f"{said(first)} – {said(last)}"
