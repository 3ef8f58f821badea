"""Whose turn it was on how many working days, and from where the team's own days count. Pure arithmetic."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from families.working_days import WorkingDays

DAY = timedelta(days=1)


class Turn(Protocol):
    """A question, as far as days go. Both ends count from the day after them, as receipt does."""

    asked_on: date
    ended_on: date | None


@dataclass(frozen=True)
class Turns:
    """Working days with the team and with the referrer; together all since receipt."""

    team: int
    referrer: int


def turns_of(received_on: date, turns: Iterable[Turn], calendar: WorkingDays, today: date) -> Turns:
    """How long each had it until ``today``; the day of receipt and the day of asking are not counted."""
    referrer = sum(calendar.count(one.asked_on, one.ended_on or today) for one in turns)
    return Turns(max(0, calendar.count(received_on, today) - referrer), referrer)


def counts_from(used: int, on: date, calendar: WorkingDays) -> date:
    """The latest day from which exactly ``used`` working days have passed on a day.

    A referral that comes back after the referrer's turn stands as if it had been received then.
    """
    return calendar.subtract(on + DAY, used) - DAY
