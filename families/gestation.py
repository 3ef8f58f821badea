"""Due dates, gestation and the ages that follow from them. Pure: dates in, dates out.

Gestation counts days from the first day of the last period (LMP); the estimated due date
(EDD) is day 280. A scan agreed by the maternity unit supersedes the LMP (NICE NG201).
"""

import re
from datetime import date, timedelta
from typing import Self

from attrs import field, frozen, validators

TERM_DAYS = 280
PRETERM_BELOW = 37 * 7
LONGEST_PREGNANCY = 45 * 7
CONCEPTION_BEFORE_DUE = 266
FIRST_DAYS = 1000
HAND_OVER_DAYS = 28
SECOND_BIRTHDAY_YEARS = 2

_WRITTEN = re.compile(r"\s*(\d{1,2})\s*(?:\+\s*([0-6]))?\s*", re.ASCII)


class GestationError(ValueError):
    """Something about a pregnancy's dates cannot be true."""


class UnreadableGestation(GestationError):
    """The text is not weeks and days such as ``12+0``."""


class ImpossibleGestation(GestationError):
    """A gestation below 0 or over 45 weeks."""


class DueDateTooFar(GestationError):
    """A due date more than 280 days after the day on which it is recorded."""


class PeriodInTheFuture(GestationError):
    """A last period after the day on which it is recorded."""


class ScanInTheFuture(GestationError):
    """A scan after the day on which it is recorded."""


class DueDateTooOld(GestationError):
    """A due date that would make the pregnancy more than 45 weeks long already."""


@frozen(order=True)
class Gestation:
    """Completed days since the LMP, written in weeks and days (``12+0``)."""

    days: int = field(validator=validators.instance_of(int))

    @days.validator
    def _possible(self, _attribute: object, value: int) -> None:
        if not 0 <= value <= LONGEST_PREGNANCY:
            raise ImpossibleGestation(f"A gestation of {value} days is not between 0+0 and 45+0.")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``12+3`` or ``12``; anything else is :class:`UnreadableGestation`."""
        found = _WRITTEN.fullmatch(text)
        if not found:
            raise UnreadableGestation(f"“{text}” is not weeks and days such as 12+3.")
        return cls(int(found[1]) * 7 + int(found[2] or 0))

    @property
    def weeks(self) -> int:
        """Completed weeks."""
        return self.days // 7

    def __str__(self) -> str:
        return f"{self.days // 7}+{self.days % 7}"


def due_date_from_period(first_day: date) -> date:
    """EDD = LMP + 280 days."""
    return first_day + timedelta(days=TERM_DAYS)


def due_date_from_scan(scanned_on: date, gestation: Gestation) -> date:
    """EDD = scan date + 280 days − gestation at the scan."""
    return scanned_on + timedelta(days=TERM_DAYS - gestation.days)


def gestation_days_on(day: date, due_date: date) -> int:
    """Days since the LMP on ``day``; negative before it, without an upper limit."""
    return TERM_DAYS - (due_date - day).days


def gestation_on(day: date, due_date: date) -> Gestation:
    """Gestation on ``day``; :class:`ImpossibleGestation` before the LMP or after 45 weeks."""
    return Gestation(gestation_days_on(day, due_date))


def day_of(gestation: Gestation, due_date: date) -> date:
    """The day on which the pregnancy reaches ``gestation``."""
    return due_date - timedelta(days=TERM_DAYS - gestation.days)


def weeks_available(day: date, due_date: date) -> int:
    """Whole weeks left before birth, never below 0."""
    return max(0, (due_date - day).days // 7)


def is_preterm(born_on: date, due_date: date) -> bool:
    """Whether the birth came before 37+0."""
    return gestation_days_on(born_on, due_date) < PRETERM_BELOW


def corrected_age_days(day: date, born_on: date, due_date: date) -> int:
    """Age in days less the days born early, for development only: clocks use the date of birth.

    Corrected for preterm births alone; negative until the due date is reached.
    """
    early = (due_date - born_on).days if is_preterm(born_on, due_date) else 0
    return (day - born_on).days - early


def hand_over_on(born_on: date, days: int = HAND_OVER_DAYS) -> date:
    """The day on which the midwife hands over, counted from the date of birth."""
    return born_on + timedelta(days=days)


def anniversary(day: date, years: int) -> date:
    """The same day ``years`` later; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def service_end_on(born_on: date, years: int = SECOND_BIRTHDAY_YEARS) -> date:
    """The birthday on which the service ends."""
    return anniversary(born_on, years)


def first_thousand_days_end(due_date: date) -> date:
    """Conception (EDD − 266) + 1000 days = EDD + 734."""
    return due_date + timedelta(days=FIRST_DAYS - CONCEPTION_BEFORE_DUE)


def check_due_date(due_date: date, recorded_on: date) -> None:
    """Refuse a due date over 280 days ahead, or so old that the pregnancy would pass 45 weeks.

    For pregnancies that still go on when recorded; one that has ended is checked against its birth.
    """
    ahead = (due_date - recorded_on).days
    if ahead > TERM_DAYS:
        raise DueDateTooFar(f"A due date can be at most {TERM_DAYS} days ahead; this one is {ahead}.")
    if TERM_DAYS - ahead > LONGEST_PREGNANCY:
        raise DueDateTooOld("With this due date the pregnancy would be more than 45 weeks long.")


def check_period(first_day: date, recorded_on: date) -> None:
    """Refuse a last period in the future or more than 45 weeks ago."""
    if first_day > recorded_on:
        raise PeriodInTheFuture("The first day of the last period cannot be in the future.")
    check_due_date(due_date_from_period(first_day), recorded_on)


def check_scan(scanned_on: date, gestation: Gestation, recorded_on: date) -> None:
    """Refuse a scan in the future, or one whose due date cannot be true."""
    if scanned_on > recorded_on:
        raise ScanInTheFuture("The scan cannot be in the future.")
    check_due_date(due_date_from_scan(scanned_on, gestation), recorded_on)
