"""The pairs of tests/data/matching, read."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

from referrals.matching.compare import Known, Told, digits

PAIRS = Path(__file__).parent / "data" / "matching" / "pairs.csv"


@dataclass(frozen=True)
class Pair:
    """One told, one known, and what they are to each other."""

    number: int
    same: bool
    held: bool
    told: Told
    known: Known
    row: dict[str, str]


def pairs(*, held: bool | None = None) -> list[Pair]:
    """All pairs, or only those set aside, or only those that rules may be tuned to."""
    return [pair for pair in _read() if held is None or pair.held == held]


def _read() -> Iterator[Pair]:
    with PAIRS.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield Pair(int(row["pair"]), row["verdict"] == "same", row["part"] == "held", _told(row), _known(row), row)


def _told(row: dict[str, str]) -> Told:
    return Told(
        given_name=row["told_given_name"],
        family_name=row["told_family_name"],
        date_of_birth=_day(row["told_date_of_birth"]),
        nhs_number=row["told_nhs_number"],
        postcode=row["told_postcode"],
        phone=digits(row["told_phone"]),
        due_date=_day(row["told_due_date"]),
        address=row["told_address"],
    )


def _known(row: dict[str, str]) -> Known:
    due = _day(row["known_due_date"])
    return Known(
        id=uuid4(),
        names=tuple(_names(row)),
        date_of_birth=_day(row["known_date_of_birth"]),
        nhs_number=row["known_nhs_number"],
        postcodes=frozenset({row["known_postcode"]} - {""}),
        phones=frozenset({digits(row["known_phone"])} - {""}),
        due_dates=(due,) if due else (),
        addresses=frozenset({row["known_address"]} - {""}),
    )


def _names(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name in row["known_names"].split(" + "):
        given, family = name.split(" / ")
        yield given, family


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
