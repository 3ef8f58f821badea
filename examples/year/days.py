"""Days and times of a working week."""

from datetime import date, datetime, time, timedelta
from random import Random


def days(count: float) -> timedelta:
    """So many days."""
    return timedelta(days=round(count))


def weekday(day: date) -> date:
    """The day, or the Monday after a weekend."""
    return day + days({5: 2, 6: 1}.get(day.weekday(), 0))


def working(day: date, count: int) -> date:
    """``count`` weekdays later."""
    while count:
        day += days(1)
        count -= day.weekday() < 5
    return day


def at_work(random: Random, day: date) -> datetime:
    """A quarter of an hour between nine and four on that day or the Monday after."""
    return datetime.combine(weekday(day), time(random.randint(9, 15), random.choice((0, 15, 30, 45))))


def between(random: Random, first: date, last: date) -> date:
    """Some day from ``first`` to ``last``; ``first`` where they are the wrong way round."""
    return first + days(random.randint(0, max(0, (last - first).days)))
