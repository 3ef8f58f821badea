"""How alike two names are. Pure: the measure of pg_trgm, the count of slips, and forms of one given name."""

import unicodedata
from enum import StrEnum
from functools import cache
from pathlib import Path

from rapidfuzz.distance import OSA

ALIKE = 0.4
"""The share of trigrams in common from which a part of a name may be the same one."""
SLIPS = 0.7
"""The share of letters that stand, from which a part of a name may be the other one misspelt."""
SHORTEST = 3
"""Letters of a short form at least: Meg of Megan, Jen of Jennifer."""

_NOT_DECOMPOSED = str.maketrans({"Ł": "L", "Ø": "O", "Đ": "D", "Ð": "D", "ẞ": "SS", "Æ": "AE", "Œ": "OE", "Þ": "TH"})


class Likeness(StrEnum):
    """How two whole names compare. ``GIVEN``: the given name agrees and the family name does not."""

    SAME = "same"
    ALIKE = "alike"
    GIVEN = "given"
    FAMILY = "family"
    NONE = "none"


def folded(name: str) -> str:
    """Capital letters alone, words parted by single spaces: ``Siân O'Brien-Jones`` as ``SIAN OBRIEN JONES``."""
    decomposed = unicodedata.normalize("NFKD", name.upper().replace("ı", "I")).translate(_NOT_DECOMPOSED)
    plain = (c for c in decomposed if not unicodedata.combining(c) and c not in "'’`´")
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())


def trigrams(text: str) -> frozenset[str]:
    """The trigrams of each word, padded as pg_trgm pads them."""
    return frozenset(
        padded[i : i + 3] for word in text.split() for padded in [f"  {word} "] for i in range(len(padded) - 2)
    )


def likeness(one: str, other: str) -> float:
    """From 0 (nothing in common) to 1 (the same); 0 where either is empty."""
    ours, theirs = trigrams(folded(one)), trigrams(folded(other))
    if not ours or not theirs:
        return 0.0
    return len(ours & theirs) / len(ours | theirs)


def family_names_alike(one: str, other: str) -> bool:
    """Alike, or one is a part of the other's double-barrelled name."""
    ours, theirs = folded(one), folded(other)
    if not ours or not theirs:
        return False
    return bool(set(ours.split()) & set(theirs.split())) or likeness(one, other) >= ALIKE or _slips(ours, theirs)


def given_names_alike(one: str, other: str) -> bool:
    """One of the given names is the same, misspelt, or a form of the other one."""
    ours, theirs = folded(one).split(), folded(other).split()
    return any(_one_given_alike(mine, yours) for mine in ours for yours in theirs)


def compare_names(given: str, family: str, other_given: str, other_family: str) -> Likeness:
    """How two names compare, in this order or swapped."""
    ours, theirs = (folded(given), folded(family)), (folded(other_given), folded(other_family))
    if ours == theirs:
        return Likeness.SAME
    if same_name(given, family, other_given, other_family):
        return Likeness.ALIKE
    if given_names_alike(given, other_given):
        return Likeness.GIVEN
    return Likeness.FAMILY if family_names_alike(family, other_family) else Likeness.NONE


def same_name(given: str, family: str, other_given: str, other_family: str) -> bool:
    """Both parts alike, in this order or swapped."""
    straight = given_names_alike(given, other_given) and family_names_alike(family, other_family)
    return straight or _swapped(folded(given), folded(family), folded(other_given), folded(other_family))


def _swapped(given: str, family: str, other_given: str, other_family: str) -> bool:
    """One part stands where the other one should, and the rest is the same or a slip away."""
    if not given or not family:
        return False
    crossed = (given, other_family), (family, other_given)
    return any(a == b for a, b in crossed) and all(a == b or _slips(a, b) for a, b in crossed)


def _one_given_alike(one: str, other: str) -> bool:
    if one == other or _forms(one) & _forms(other):
        return True
    short, long = sorted((one, other), key=len)
    return (
        (len(short) >= SHORTEST and long.startswith(short))
        or len(trigrams(one) & trigrams(other)) >= ALIKE * len(trigrams(one) | trigrams(other))
        or _slips(one, other)
    )


def _slips(one: str, other: str) -> bool:
    """Few letters miskeyed, left out or swapped (optimal string alignment)."""
    return OSA.normalized_similarity(one, other) >= SLIPS


def _forms(name: str) -> frozenset[int]:
    return _lines_by_form().get(name, frozenset())


@cache
def _lines_by_form() -> dict[str, frozenset[int]]:
    """The numbers of the lines in which each form stands, read once."""
    found: dict[str, set[int]] = {}
    text = (Path(__file__).parent / "short_forms.txt").read_text()
    for number, line in enumerate(text.splitlines()):
        for form in line.split() if not line.startswith("#") else ():
            found.setdefault(form, set()).add(number)
    return {form: frozenset(lines) for form, lines in found.items()}
