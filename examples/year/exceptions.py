"""Separations that the published figure does not count, so that counting is put to the test."""

from collections.abc import Iterable
from datetime import date
from random import Random

from year.arrivals import living
from year.book import Book
from year.days import days
from year.lives import Life
from year.plan import Plan
from year.protection import Path, separate
from year.staff import Staff


def add_exceptions(book: Book, lives: list[Life], staff: Staff, plan: Plan, random: Random) -> None:
    """Neonatal care, a child past its first year, one removed before the year, one after it."""
    alone = [life for life in lives if life.born and not life.removed and len(living(life)) == 1]
    early = [life for life in alone if _age(life, life.due) > 25 and not life.concealed][:3]
    social = [life for life in alone if life.social and life not in early]
    for life in early:
        _add(book, life, staff, plan, random, "neonatal_care", 0, 24)
    for life in _one(social, plan.start, 380, 600):
        age = _age(life, plan.start)
        _add(book, life, staff, plan, random, "accommodation", age + 20, age + 60)
    for life in _one(social, plan.start, 60, 300):
        age = _age(life, plan.start)
        _add(book, life, staff, plan, random, "accommodation", age - 40, age - 15)
        _add(book, life, staff, plan, random, "accommodation", age + 30, age + 50)
    for life in _one([life for life in social if life.closed > plan.end], plan.end, 20, 150):
        age = _age(life, plan.end)
        _add(book, life, staff, plan, random, "accommodation", age + 15, age + 70)


def _age(life: Life, on: date) -> int:
    """Age in days of the baby on a day; far below 0 where none was born."""
    return (on - (life.born or date.max)).days


def _one(lives: Iterable[Life], on: date, least: int, most: int) -> list[Life]:
    """The first family whose baby is between the two ages on a day, if there is one."""
    return [life for life in lives if least < _age(life, on) < most][:1]


def _add(book: Book, life: Life, staff: Staff, plan: Plan, random: Random, basis: str, age: int, home: int) -> None:
    """A separation at an age in days, and the return at another."""
    path = Path(book, life, staff, random, plan.until - days(1))
    if life.born is None:
        return
    on, back = life.born + days(age), life.born + days(home)
    separate(path, living(life)[0], on, basis, back)
    if basis == "accommodation":
        path.status(basis, on, back - days(1))
