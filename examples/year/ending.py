"""Closures: asked for by a worker, signed by the manager, with the scores or why there are none."""

from random import Random

from year.book import Book
from year.days import days, working
from year.lives import Life
from year.staff import Staff

GOOD = ("goals_met", "goals_met", "goals_met", "stepped_down", "stepped_down", "moved_away", "transferred")
MISSING = ("The family was not seen", "The parent did not want to answer", "Too early to say")


def close(book: Book, life: Life, staff: Staff, random: Random) -> None:
    """Close the mother's case, and the father's where there is one."""
    _closure(book, life, life.keys["case"], _reason(life, random), staff, random)
    if "fathers_case" in life.keys:
        _closure(book, life, life.keys["fathers_case"], "loss" if not life.survives else "goals_met", staff, random,
                 scored=False)  # fmt: skip


def _reason(life: Life, random: Random) -> str:
    if not life.survives:
        return "loss"
    if life.removed:
        return "child_removed"
    if life.born and (life.closed - life.born).days > 690:
        return "second_birthday"
    if not life.social and random.random() < 0.18:
        return random.choice(("declined", "disengaged"))
    return random.choice(GOOD)


def _closure(
    book: Book, life: Life, case: str, reason: str, staff: Staff, random: Random, *, scored: bool = True
) -> None:
    asked = life.closed - days(random.randint(0, 6))
    has_end = scored and life.keys.get("scored") == "end"
    book.add(
        "closures",
        case=case,
        reason=reason,
        asked_on=max(asked, life.opened),
        asked_by=life.keys.get("parent_worker", life.keys.get("midwife", "")),
        signed_on=max(working(max(asked, life.opened), 0), life.closed),
        signed_by=staff.manager,
        end_scores_missing_reason="" if has_end or reason == "loss" else random.choice(MISSING),
    )
