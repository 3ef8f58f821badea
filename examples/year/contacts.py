"""Visits: dense in the year, monthly outside it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from year.arrivals import living
from year.book import Book
from year.days import at_work, days
from year.lives import Life
from year.plan import Plan

TOPICS = {
    "midwife": ("maternity_care", "feeding", "birth_planning", "safety_plan", "substance_use", "emotional_wellbeing"),
    "parent_worker": ("parenting_programme", "attachment", "aces", "gro_brain", "housing", "benefits", "home"),
    "nursery_nurse": ("communication", "attachment", "gro_brain", "feeding", "groups"),
}
NOTES = (
    "Seen at home, well. We talked about the plan for the week.",
    "Baby's things are nearly all there. The cot still has to be put together.",
    "A hard week. She rang when she said she would, which is new.",
    "Feeding goes better since the last visit.",
    "Talked about who can help at night. Her aunt will come on Fridays.",
    "Form for the grant filled in together and sent.",
    "Partner joined for the second half.",
    "Worked through the next part of the programme. She had done the page at home.",
)


def visit(book: Book, life: Life, plan: Plan, random: Random) -> None:
    """Add the visits of every worker who held a role of the case."""
    for slot, every in (("midwife", 17), ("parent_worker", 19), ("nursery_nurse", 28)):
        if slot in life.keys:
            starts = date.fromisoformat(life.keys[f"{slot}_from"]) + days(random.randint(2, 12))
            ends = min(date.fromisoformat(life.keys[f"{slot}_to"]), life.closed)
            for when in _days(starts, ends, every, plan, random):
                _visit(book, life, slot, when, random)


def _days(starts: date, ends: date, every: int, plan: Plan, random: Random) -> Iterator[datetime]:
    day = starts
    while day < ends - days(2):
        yield at_work(random, day)
        in_year = plan.start <= day <= plan.end
        day += days(random.randint(every - 5, every + 5) if in_year else random.randint(28, 40))


def _visit(book: Book, life: Life, slot: str, planned: datetime, random: Random) -> None:
    outcome = random.choices(("done", "no_access", "cancelled"), (82, 9, 9))[0]
    happened = planned + timedelta(minutes=random.choice((0, 0, 0, 5, 10, 20))) if outcome != "cancelled" else None
    done = outcome == "done"
    seen_child = [child for child in living(life) if done and life.born and life.born < planned.date()]
    book.add(
        "visits",
        planned_for=planned if random.random() < 0.92 or outcome == "cancelled" else None,
        happened_at=happened,
        minutes=random.choice((45, 60, 60, 60, 75, 90)) if done else None,
        outcome=outcome,
        cancelled_by=random.choice(("family", "family", "service", "other")) if outcome == "cancelled" else "",
        place=random.choices(("home", "clinic", "family_hub", "phone"), (85, 6, 6, 3))[0],
        language=_language(book, life, random) if done else "",
        miles=round(random.uniform(0.5, 14), 1) if happened else None,
        workers=_workers(life, slot, planned.date(), random),
        cases=[life.keys["case"]],
        seen=[life.keys["mother"]] if done else [],
        children_seen=seen_child,
        not_seen=[life.keys["mother"]] if outcome == "no_access" else [],
        topics=random.sample(TOPICS[slot], 2) if done else [],
        concern=random.choices(("none", "follow_up", "safeguarding"), (88, 10, 2))[0] if done else "",
        note=random.choice(NOTES) if done and random.random() < 0.3 else "",
    )


def _workers(life: Life, slot: str, on: date, random: Random) -> list[str]:
    """The worker, and on a joint visit the other one who held a role that day."""
    other = {"midwife": "parent_worker", "parent_worker": "midwife"}.get(slot, "")
    there = other in life.keys and life.keys[f"{other}_from"] <= on.isoformat() <= life.keys[f"{other}_to"]
    joint = there and life.keys[other] != life.keys[slot] and random.random() < (0.25 if life.social else 0.1)
    return [life.keys[slot], *([life.keys[other]] if joint else [])]


def _language(book: Book, life: Life, random: Random) -> str:
    chosen = book.tables["people"][int(life.keys["mother"][1:]) - 1]["language"]
    return "cy" if chosen == "cy" and random.random() < 0.7 else "en"
