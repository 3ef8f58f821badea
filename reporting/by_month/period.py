"""The period of a table: any two days, in words or from an address. Pure."""

from datetime import date, timedelta

LONGEST_MONTHS = 120
USUAL_MONTHS = 6


def is_too_long(first: date, last: date) -> bool:
    """Whether a table of the period would have more months than a page can show."""
    return (last.year - first.year) * 12 + last.month - first.month >= LONGEST_MONTHS


def usual_period(today: date) -> tuple[date, date]:
    """This month and the six before it, to today."""
    first = today.replace(day=1)
    for _step in range(USUAL_MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
    return first, today
