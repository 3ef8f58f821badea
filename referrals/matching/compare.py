"""What agrees between what a referrer told and a record. Pure: facts in, findings out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from referrals.matching.names import Likeness, compare_names, folded, likeness

DUE_DATES_APART = timedelta(days=21)
"""Two due dates of one pregnancy differ by three weeks at most: an LMP corrected by a scan."""

ADDRESSES_ALIKE = 0.6
"""The share of trigrams in common from which two addresses with the same numbers may be one."""


class Field(StrEnum):
    """What can agree or differ."""

    NAME = "name"
    BIRTH = "date_of_birth"
    NHS = "nhs_number"
    POSTCODE = "postcode"
    ADDRESS = "address"
    PHONE = "phone"
    DUE = "due_date"


class Finding(StrEnum):
    """How one field of the two compares; ``unknown`` where either side is silent.

    ``part``: the given name agrees, the family name does not. ``kin``: the other way round.
    """

    SAME = "same"
    SIMILAR = "similar"
    PART = "part"
    KIN = "kin"
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
    address: str = ""


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
    addresses: frozenset[str] = frozenset()


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
        Field.ADDRESS: _address(told.address, known.addresses),
        Field.PHONE: _equal(told.phone, known.phones),
        Field.DUE: _due(told.due_date, known.due_dates),
    }


def is_offered(findings: dict[Field, Finding]) -> bool:
    """Whether somebody should look. The same NHS number is always offered, whatever differs.

    Two different numbers speak for two people, unless the name and the date of birth are quite the same:
    then one of the numbers may be wrong.
    Measured on a corpus of pairs made by hand (tests/data/matching).
    """
    number, name, born = findings[Field.NHS], findings[Field.NAME], findings[Field.BIRTH]
    if number == Finding.SAME:
        return True
    shared = shares(findings)
    if number == Finding.DIFFERENT:
        return name == born == Finding.SAME
    match born:
        case Finding.SAME:
            return name in LIKE or (name == Finding.PART and shared >= 1) or (name == Finding.DIFFERENT and shared >= 2)
        case Finding.SIMILAR:
            return name in LIKE and (shared >= 1 or (name == Finding.SAME and not _contradicted(findings)))
        case Finding.UNKNOWN:
            return name in LIKE and (shared >= 1 or (name == Finding.SAME and not _contradicted(findings)))
        case _:
            # Mother and daughter share name and home; one pregnancy tells that it is she, and her birthday is wrong.
            return name == Finding.SAME and shared >= 2 and findings[Field.DUE] == Finding.SAME


def shares(findings: dict[Field, Finding]) -> int:
    """How many of home, phone and pregnancy agree, 0 to 3. A postcode and its address are one home."""
    home = findings[Field.POSTCODE] == Finding.SAME or findings[Field.ADDRESS] in LIKE
    return home + sum(findings[one] == Finding.SAME for one in (Field.PHONE, Field.DUE))


def _contradicted(findings: dict[Field, Finding]) -> bool:
    """Whether home, phone or pregnancy is known on both sides and differs."""
    return any(findings[one] == Finding.DIFFERENT for one in (Field.POSTCODE, Field.PHONE, Field.DUE))


def is_strong(findings: dict[Field, Finding]) -> bool:
    """The NHS number, or a like name and the date of birth, is the same, and no NHS number differs."""
    if findings[Field.NHS] != Finding.UNKNOWN:
        return findings[Field.NHS] == Finding.SAME
    return findings[Field.NAME] in LIKE and findings[Field.BIRTH] == Finding.SAME


LIKE = (Finding.SAME, Finding.SIMILAR)


_BY_LIKENESS = {
    Likeness.SAME: Finding.SAME,
    Likeness.ALIKE: Finding.SIMILAR,
    Likeness.GIVEN: Finding.PART,
    Likeness.FAMILY: Finding.KIN,
    Likeness.NONE: Finding.DIFFERENT,
}


def _name(told: Told, names: Iterable[tuple[str, str]]) -> Finding:
    """The best that any of the names on record gives."""
    found = {compare_names(told.given_name, told.family_name, *pair) for pair in names if any(pair)}
    return next((finding for likeness, finding in _BY_LIKENESS.items() if likeness in found), Finding.UNKNOWN)


def _address(ours: str, theirs: Iterable[str]) -> Finding:
    """Same words, or like words with the same numbers in them; never merely different streets of one town."""
    known = {one for one in theirs if one}
    if not ours or not known:
        return Finding.UNKNOWN
    if any(folded(ours) == folded(one) for one in known):
        return Finding.SAME
    near = (numbers_in(ours) == numbers_in(one) and likeness(ours, one) >= ADDRESSES_ALIKE for one in known)
    return Finding.SIMILAR if any(near) else Finding.DIFFERENT


def numbers_in(text: str) -> frozenset[str]:
    """The numbers of houses and flats in an address, with their letters: ``14A``."""
    return frozenset(word for word in folded(text).split() if any(c.isdigit() for c in word))


def _birth(ours: date | None, theirs: date | None) -> Finding:
    if not ours or not theirs:
        return Finding.UNKNOWN
    if ours == theirs:
        return Finding.SAME
    return Finding.SIMILAR if _slip(ours, theirs) else Finding.DIFFERENT


def may_be_born(born: date | None, told: Iterable[date | None]) -> bool:
    """Whether somebody born on that day may be one of those told of; True where either side is silent."""
    return any(_birth(day, born) != Finding.DIFFERENT for day in told)


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
