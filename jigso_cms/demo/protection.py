"""Social services in the living caseload: statuses, conferences, core groups, a removal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from families.working_days import calendar_of
from jigso_cms.demo.book import Book

if TYPE_CHECKING:
    from jigso_cms.demo.caseload import Told


def tell(book: Book, told: Told) -> None:
    """Add what the story says of social services."""
    ways = {
        "assessment": _assessed,
        "plan": _planned,
        "register": _registered,
        "register-late": _core_group_late,
        "removed": _removed,
        "home-again": _home_again,
    }
    if told.story.social:
        ways[told.story.social](book, told)
    if told.story.sibling_looked_after:
        _sibling(book, told)


def _ago(told: Told, days: int) -> date:
    """A working day about so many days ago, not before the case was opened."""
    day = max(told.today - timedelta(days=days), told.opened)
    return calendar_of("wales").add(day - timedelta(days=1), 1)


def _status(book: Book, told: Told, kind: str, starts: date, ends: date | None = None, **cells: str) -> None:
    for order in range(1, told.story.babies + 1):
        key = f"{told.story.key} {order}"
        book.add("statuses", f"{key} {kind}", family=told.story.key, child=key, kind=kind, starts=starts, ends=ends,
                 **cells)  # fmt: skip


def _meeting(book: Book, told: Told, kind: str, held: date, decision: str = "", **cells: str) -> str:
    key = f"{told.story.key} {kind}"
    children = [f"{told.story.key} {order}" for order in range(1, told.story.babies + 1)]
    book.add("meetings", key, family=told.story.key, kind=kind, held_on=held, cases=told.story.key,
             children=children, decision=decision, place="Civic Centre", **cells)  # fmt: skip
    for worker in (told.story.midwife, told.story.parent_worker):
        if worker:
            book.add("attendance", f"{key} {worker.email}", meeting=key, worker=worker.email, attended=True)
    book.add("attendance", f"{key} social worker", meeting=key, name="Social worker", attended=True)
    return key


def _assessed(book: Book, told: Told) -> None:
    _status(book, told, "assessment", _ago(told, 20))


def _planned(book: Book, told: Told) -> None:
    _status(book, told, "assessment", _ago(told, 90), _ago(told, 41) - timedelta(days=1))
    _status(book, told, "care_and_support", _ago(told, 40))


def _registered(book: Book, told: Told) -> None:
    """Registered 19 days ago; the core group was held in time, the next is due."""
    _meeting(book, told, "strategy_discussion", _ago(told, 38), "hold_conference")
    held = _ago(told, 19)
    meeting = _meeting(book, told, "initial_conference", held, "register", categories="neglect; emotional")
    _status(book, told, "child_protection", held, categories="neglect; emotional", started_at=meeting)
    _meeting(book, told, "core_group", _ago(told, 6))


def _core_group_late(book: Book, told: Told) -> None:
    """Registered seven weeks ago, and no core group has met."""
    held = _ago(told, 50)
    meeting = _meeting(book, told, "initial_conference", held, "register", categories="neglect")
    _status(book, told, "child_protection", held, categories="neglect", started_at=meeting)


def _removed(book: Book, told: Told) -> None:
    """Registered before birth, removed on day 3 under an interim care order."""
    if told.born is None:
        return
    conference = calendar_of("wales").add(told.born - timedelta(days=40), 1)
    removed = told.born + timedelta(days=3)
    meeting = _meeting(book, told, "initial_conference", conference, "register", categories="neglect")
    _status(book, told, "child_protection", conference, removed, categories="neglect", started_at=meeting)
    _status(book, told, "interim_care_order", removed)
    _status(book, told, "care_proceedings", removed)
    _meeting(book, told, "looked_after_review", calendar_of("wales").add(removed, 17))
    book.add("separations", told.story.key, child=f"{told.story.key} 1", separated_on=removed,
             basis="interim_care_order", carer="foster", never_went_home=True)  # fmt: skip


def _home_again(book: Book, told: Told) -> None:
    """Three weeks with foster carers in the first summer, and home since."""
    if told.born is None:
        return
    removed = told.born + timedelta(days=150)
    book.add("separations", told.story.key, child=f"{told.story.key} 1", separated_on=removed,
             basis="police_protection", carer="foster", never_went_home=False)  # fmt: skip
    book.add("returns", told.story.key, separation=told.story.key, returned_on=removed + timedelta(days=21),
             to_whom="Mother")  # fmt: skip


def _sibling(book: Book, told: Told) -> None:
    """An elder brother lives with foster carers under a care order."""
    key = f"{told.story.key} sibling"
    born = told.today - timedelta(days=1400)
    book.add("people", key, given_name="Ifan", family_name=told.story.name, date_of_birth=born,
             known_from=told.referred)  # fmt: skip
    book.add("members", key, family=told.story.key, person=key, relation="sibling", in_household=False,
             starts=told.referred)  # fmt: skip
    book.add("statuses", key, family=told.story.key, person=key, kind="care_order",
             starts=born + timedelta(days=500))  # fmt: skip
