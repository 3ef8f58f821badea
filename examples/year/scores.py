"""Start, interim and end scores on a ten-point tool, by worker and by parent."""

from datetime import date
from random import Random

from year.book import Book
from year.days import between, days, weekday
from year.lives import Life

TOOL = "jig-so-ten-point 1"
DOMAINS = ("daily_care", "safety", "bond", "learning", "health", "feelings", "people_around_us", "home_and_money")
SILENCES = ("not applicable", "preferred not to", "not asked")


def score(book: Book, life: Life, random: Random) -> None:
    """Most families are scored at the start within 42 days, and most of those at the end as well."""
    anchor = date.fromisoformat(life.keys.get("parent_worker_from", life.opened.isoformat()))
    late = random.random() < 0.12
    first = anchor + days(random.randint(45, 80) if late else random.randint(3, 40))
    if random.random() < 0.07 or first > life.closed - days(40):
        return
    level = [min(8.0, max(1.0, random.gauss(4.6, 1.6))) for _ in DOMAINS]
    _both(book, life, "start", weekday(first), level, random)
    life.keys["scored"] = "start"
    if random.random() < 0.3 and (life.closed - first).days > 200:
        between_day = between(random, first + days(90), life.closed - days(60))
        _both(book, life, "interim", weekday(between_day), [value + 0.8 for value in level], random)
    if random.random() < 0.8 and not life.loss:
        gain = random.gauss(1.7, 1.2) - (2.5 if life.removed else 0)
        last = max(weekday(first) + days(29), life.closed - days(random.randint(4, 20)))
        _both(book, life, "end", last, [value + gain + random.gauss(0, 0.8) for value in level], random)
        life.keys["scored"] = "end"


def _both(book: Book, life: Life, point: str, on: date, level: list[float], random: Random) -> None:
    for respondent in ("worker", "parent") if random.random() < 0.7 else ("joint",):
        tilt = 0.6 if respondent == "parent" else 0
        book.add(
            "assessments",
            case=life.keys["case"],
            tool=TOOL,
            point=point,
            respondent=respondent,
            assessed_on=on,
            assessed_by=life.keys.get("parent_worker", life.keys.get("midwife", "")),
            **{domain: _cell(value + tilt, random) for domain, value in zip(DOMAINS, level, strict=True)},
        )


def _cell(value: float, random: Random) -> str:
    if random.random() < 0.04:
        return random.choice(SILENCES)
    return str(min(10, max(1, round(value + random.gauss(0, 0.5)))))
