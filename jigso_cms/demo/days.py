"""Days on which a team works."""

from datetime import date, timedelta

from families.working_days import calendar_of


def office_day(day: date) -> date:
    """The day, or the last working day before it: few are met at a weekend or on a bank holiday."""
    return calendar_of("wales").add(day + timedelta(days=1), -1)
