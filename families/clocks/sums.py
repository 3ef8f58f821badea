"""From a rule's words to a day: the additions themselves, each part kept for the explanation."""

import calendar as months_of
from collections.abc import Callable
from datetime import date, timedelta

from attrs import evolve, frozen

from families.clocks.facts import Facts, Part
from families.clocks.rules import Due, Unit
from families.clocks.spells import days_of
from families.gestation import Gestation, anniversary, day_of
from families.working_days import WorkingDays


@frozen
class Ground:
    """What a sum stands on: the facts, the calendar, and the subject it is made for."""

    facts: Facts
    calendar: WorkingDays
    subject: str | None


@frozen
class Sum:
    """A day (None: not known) and how it was reached."""

    result: date | None
    combined: str
    parts: tuple[Part, ...]


def add_months(day: date, amount: int) -> date:
    """The same day of the month ``amount`` months on, or the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + amount
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, months_of.monthrange(year, month)[1]))


def add(day: date, amount: int, unit: Unit, calendar: WorkingDays) -> date:
    """``amount`` units after ``day``. Years from 29 February end on 1 March where need be."""
    if unit == "working_days":
        return calendar.add(day, amount)
    if unit == "months":
        return add_months(day, amount)
    if unit == "years":
        return anniversary(day, amount)
    return day + timedelta(days=amount * (7 if unit == "weeks" else 1))


def reckon(due: Due, base: date, base_fact: str, ground: Ground) -> Sum:
    """The day that ``due`` gives when counted from ``base``, which is the day of ``base_fact``."""
    if due.latest_of:
        return _choose(due.latest_of, max, "latest_of", base, base_fact, ground)
    if due.earliest_of:
        return _choose(due.earliest_of, min, "earliest_of", base, base_fact, ground)
    part = _gestation(due, ground) if due.gestation else _counted(due, base, base_fact, ground)
    return Sum(part.result, "only", (part,))


def _gestation(due: Due, ground: Ground) -> Part:
    expected = ground.facts.due_date
    result = day_of(Gestation.parse(due.gestation), expected) if expected else None
    return Part(kind="gestation", gestation=due.gestation, counted_from=expected, result=result, chosen=bool(result))


def _counted(due: Due, base: date, base_fact: str, ground: Ground) -> Part:
    fact = base_fact
    start: date | None = base
    if due.after:
        fact = due.after
        start = next(iter(days_of(due.after, ground.facts, ground.subject)), None)
    amount = due.amount or 0
    result = add(start, amount, due.unit, ground.calendar) if start else None
    return Part(
        kind="after",
        fact=fact,
        counted_from=start,
        amount=amount,
        unit=due.unit,
        result=result,
        chosen=bool(result),
    )


def _choose(
    terms: tuple[Due, ...], pick: Callable[..., date], name: str, base: date, base_fact: str, ground: Ground
) -> Sum:
    parts = [_as_part(reckon(term, base, base_fact, ground)) for term in terms]
    known = [part.result for part in parts if part.result]
    if not known:
        return Sum(None, name, tuple(parts))
    result = pick(known)
    at = next(index for index, part in enumerate(parts) if part.result == result)
    marked = tuple(evolve(part, chosen=index == at) for index, part in enumerate(parts))
    return Sum(result, name, marked)


def _as_part(inner: Sum) -> Part:
    if inner.combined == "only":
        return inner.parts[0]
    return Part(kind=inner.combined, result=inner.result, chosen=bool(inner.result))
