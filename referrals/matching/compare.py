"""What agrees between what a referrer told and a record. Pure: facts in, findings out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from referrals.matching.names import folded, same_name

DUE_DATES_APART = timedelta(days=21)
"""Two due dates of one pregnancy differ by three weeks at most: an LMP corrected by a scan."""


class Field(StrEnum):
    """What can agree or differ."""

    NAME = "name"
    BIRTH = "date_of_birth"
    NHS = "nhs_number"
    POSTCODE = "postcode"
    PHONE = "phone"
    DUE = "due_date"


class Finding(StrEnum):
    """How one field of the two compares; ``unknown`` where either side is silent."""

    SAME = "same"
    SIMILAR = "similar"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Told:
    """What a referrer said of one person. Phone in digits, due date of the pregnancy in question."""

    given_name: str
    family_name: str
    date_of_birth: date | None = None
    nhs_number: str = ""
    postcode: str = ""
    phone: str = ""
    due_date: date | None = None


@dataclass(frozen=True)
class Known:
    """What the records hold about one person, earlier names and addresses included."""

    id: UUID
    names: tuple[tuple[str, str], ...]
    date_of_birth: date | None = None
    nhs_number: str = ""
    postcodes: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    due_dates: tuple[date, ...] = field(default=())


def digits(phone: str) -> str:
    """A phone number as its last ten digits, so that +44 and 0 are the same."""
    return "".join(c for c in phone if c.isdigit())[-10:]


def compare(told: Told, known: Known) -> dict[Field, Finding]:
    """Each field with its finding."""
    return {
        Field.NAME: _name(told, known.names),
        Field.BIRTH: _birth(told.date_of_birth, known.date_of_birth),
        Field.NHS: _equal(told.nhs_number, {known.nhs_number} - {""}),
        Field.POSTCODE: _equal(told.postcode, known.postcodes),
        Field.PHONE: _equal(told.phone, known.phones),
        Field.DUE: _due(told.due_date, known.due_dates),
    }


def is_offered(findings: dict[Field, Finding]) -> bool:
    """Whether somebody should look. The same NHS number is always offered, whatever differs.

    Otherwise a like name with a like date of birth, a like name with one more thing in common
    where no date of birth speaks against it, or the same date of birth with two things in common.
    """
    if findings[Field.NHS] == Finding.SAME:
        return True
    likes_name = findings[Field.NAME] in _LIKE
    shared = sum(findings[one] == Finding.SAME for one in (Field.POSTCODE, Field.PHONE, Field.DUE))
    match findings[Field.BIRTH]:
        case Finding.SAME | Finding.SIMILAR if likes_name:
            return True
        case Finding.SAME:
            return shared >= 2
        case Finding.UNKNOWN:
            return likes_name and (shared >= 1 or findings[Field.NAME] == Finding.SAME)
        case _:
            return findings[Field.NAME] == Finding.SAME and shared >= 2


def is_strong(findings: dict[Field, Finding]) -> bool:
    """The NHS number, or a like name and the date of birth, is the same, and no NHS number differs."""
    if findings[Field.NHS] != Finding.UNKNOWN:
        return findings[Field.NHS] == Finding.SAME
    return findings[Field.NAME] in _LIKE and findings[Field.BIRTH] == Finding.SAME


_LIKE = (Finding.SAME, Finding.SIMILAR)


def _name(told: Told, names: Iterable[tuple[str, str]]) -> Finding:
    found = [pair for pair in names if any(pair)]
    if not found:
        return Finding.UNKNOWN
    ours = (folded(told.given_name), folded(told.family_name))
    if any(ours == (folded(given), folded(family)) for given, family in found):
        return Finding.SAME
    alike = (same_name(told.given_name, told.family_name, *pair) for pair in found)
    return Finding.SIMILAR if any(alike) else Finding.DIFFERENT


def _birth(ours: date | None, theirs: date | None) -> Finding:
    if not ours or not theirs:
        return Finding.UNKNOWN
    if ours == theirs:
        return Finding.SAME
    return Finding.SIMILAR if _slip(ours, theirs) else Finding.DIFFERENT


def _slip(one: date, other: date) -> bool:
    """Day and month swapped, or one of the three parts miskeyed."""
    parts = (one.day, one.month, one.year), (other.day, other.month, other.year)
    if (one.day, one.month, one.year) == (other.month, other.day, other.year):
        return True
    return sum(a != b for a, b in zip(*parts, strict=True)) == 1


def _equal(ours: str, theirs: Iterable[str]) -> Finding:
    known = set(theirs)
    if not ours or not known:
        return Finding.UNKNOWN
    return Finding.SAME if ours in known else Finding.DIFFERENT


def _due(ours: date | None, theirs: tuple[date, ...]) -> Finding:
    if not ours or not theirs:
        return Finding.UNKNOWN
    near = any(abs(ours - one) <= DUE_DATES_APART for one in theirs)
    return Finding.SAME if near else Finding.DIFFERENT
