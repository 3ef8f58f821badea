#!/usr/bin/env python3
"""Makes the contacts of a front door, April to October 2024, about invented people. Python's standard library alone.

  python3 examples/make_front_door.py               examples/bridgend-front-door-2024
  python3 examples/make_front_door.py --out DIR     the same, elsewhere

The numbers of PUBLISHED are table 5 of the Bridgend Family Support Commissioning Strategy 2025, and the only
ones that are fixed: who made contact, on which day, about whom and at which tier is drawn. The source has lost
its first column of months: April is what the totals leave over. The same script gives the same bytes.
"""

import argparse
import csv
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from year.names import BABIES, FATHERS, MOTHERS, surname

HERE = Path(__file__).resolve().parent
SEED = 8158
OPEN = "still_open"
OUTCOMES = (
    "assessment", "assessment_and_strategy", "strategy", "strategy_and_early_help", "early_help", OPEN,
    "no_further_action",
)  # fmt: skip
PUBLISHED = {
    5: (77, 73, 23, 0, 63, 20, 830),
    6: (89, 62, 8, 0, 19, 29, 811),
    7: (77, 43, 31, 5, 33, 25, 1034),
    8: (73, 26, 13, 0, 28, 37, 812),
    9: (42, 56, 15, 0, 136, 62, 1099),
    10: (61, 37, 7, 0, 184, 32, 1009),
}
TOTALS = (500, 399, 116, 5, 486, 219, 6433)
COLUMNS = (
    "row", "received_on", "source", "told_by", "agency", "unborn", "given_name", "family_name", "date_of_birth",
    "due_date", "reason", "tier", "consent", "outcome", "decided_on", "why", "without_consent",
)  # fmt: skip

SOURCES = {
    "police": 34, "school": 18, "health_visitor": 7, "midwife": 4, "health": 12, "council": 9, "voluntary": 3,
    "family": 7, "public": 4, "other": 2,
}  # fmt: skip
AGENCIES = {
    "police": "Heddlu Prawf", "school": "Ysgol Sampl", "health_visitor": "Clinig Enghraifft",
    "midwife": "Bwrdd Iechyd Prawf", "health": "Ysbyty Dychmyg", "council": "Cyngor Sampl", "voluntary": "Elusen Ffug",
}  # fmt: skip
REASONS = (
    "Called to an argument between the parents; the children were upstairs.",
    "Absent from school for three weeks, and nobody answers the door.",
    "Asks for advice about debt and a notice to leave the house.",
    "The mother is low and asks for somebody to talk to.",
    "Parents separated; they cannot agree on where the children stay.",
    "A neighbour hears shouting most evenings.",
    "Missed three appointments, the weight of the baby is not known.",
    "The child told a teacher something that worries her.",
    "Alcohol at home, and a grandmother who cannot manage alone any more.",
    "Would like a place in a parent and toddler group.",
    "A young carer who falls asleep in lessons.",
    "Asks where to find help with food until the end of the month.",
)
REASONS_BEFORE_BIRTH = (
    "Late booking, and the father is not named.",
    "No home of her own, and the baby is due.",
    "An earlier child lives with a grandmother; she asks for help from the start.",
    "Her partner came to the clinic and answered every question for her.",
)
TIERS = {
    "assessment": {"3": 6, "4": 4},
    "assessment_and_strategy": {"4": 1},
    "strategy": {"4": 1},
    "strategy_and_early_help": {"3": 1},
    "early_help": {"2a": 5, "2b": 5, "3": 1},
    "no_further_action": {"1": 6, "2a": 3, "2b": 1},
}
NEEDS_CONSENT = {"strategy_and_early_help", "early_help"}
MOST_DAYS = 3
OLDEST_DAYS = 17 * 365


def main() -> None:
    """Read the arguments and write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=HERE / "bridgend-front-door-2024", help="directory to write to")
    directory = parser.parse_args().out
    directory.mkdir(parents=True, exist_ok=True)
    rows = contacts(Random(SEED))  # noqa: S311 - drawn, not secret
    with (directory / "contacts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"contacts: {len(rows)}")


def months() -> dict[int, tuple[int, ...]]:
    """The published months, and April out of the totals."""
    listed = zip(TOTALS, *PUBLISHED.values(), strict=True)
    april = tuple(total - sum(others) for total, *others in listed)
    return {4: april, **PUBLISHED}


def contacts(random: Random) -> list[dict[str, str]]:
    """Every contact in the order in which it came."""
    drawn = sorted(_drawn(random), key=lambda pair: pair[0])
    return [{"row": f"K{number:05}", **_contact(random, *pair)} for number, pair in enumerate(drawn, start=1)]


def _drawn(random: Random) -> Iterator[tuple[date, str]]:
    """A day for each contact of each cell; twice as many on a weekday as at the weekend."""
    for month, counts in months().items():
        days = [date(2024, month, day) for day in range(1, monthrange(2024, month)[1] + 1)]
        weights = [1 if day.weekday() > 4 else 2 for day in days]
        for outcome, count in zip(OUTCOMES, counts, strict=True):
            yield from ((day, outcome) for day in random.choices(days, weights, k=count))


def _contact(random: Random, received: date, outcome: str) -> dict[str, str]:
    source = _pick(random, SOURCES)
    about = _about(random, received, source)
    cells = {
        "received_on": received.isoformat(),
        "source": source,
        "agency": AGENCIES.get(source, ""),
        "reason": random.choice(REASONS_BEFORE_BIRTH if "unborn" in about else REASONS),
        **about,
    }
    if outcome == OPEN:
        return cells | {"consent": random.choice(["asked", "not_asked"])}
    decided = received + timedelta(days=min(random.randint(0, MOST_DAYS), random.randint(0, MOST_DAYS)))
    cells |= {"outcome": outcome, "decided_on": decided.isoformat(), "tier": _pick(random, TIERS[outcome])}
    return cells | _consent(random, outcome)


def _about(random: Random, received: date, source: str) -> dict[str, str]:
    """As little as is known: often no name at all. An unborn child goes by its mother's."""
    unborn = random.random() < (0.7 if source == "midwife" else 0.02)
    known = random.random()
    cells: dict[str, str] = {}
    if known > 0.3:
        cells["family_name"] = surname(random)
    if known > 0.5:
        cells["given_name"] = random.choice(MOTHERS if unborn else (*BABIES, *MOTHERS, *FATHERS))
    if unborn:
        cells["unborn"] = "yes"
        cells["due_date"] = (received + timedelta(days=random.randint(7, 200))).isoformat()
    elif known > 0.4:
        cells["date_of_birth"] = (received - timedelta(days=random.randint(1, OLDEST_DAYS))).isoformat()
    return cells


def _consent(random: Random, outcome: str) -> dict[str, str]:
    if outcome not in NEEDS_CONSENT:
        return {"consent": random.choice(["given", "not_asked", "not_asked", "asked"])}
    if random.random() < 0.04:
        return {"consent": "refused", "without_consent": "Asking would have put the child at risk"}
    return {"consent": "given"}


def _pick(random: Random, weights: dict[str, int]) -> str:
    return random.choices(list(weights), list(weights.values()))[0]


if __name__ == "__main__":
    main()
