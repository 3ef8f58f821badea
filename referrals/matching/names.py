"""How alike two names are. Pure: the measure of pg_trgm, in Python, without accents and apostrophes."""

import unicodedata

ALIKE = 0.4
"""The share of trigrams in common from which a part of a name may be the same one."""


def folded(name: str) -> str:
    """Capital letters alone, words parted by single spaces: ``Siân O'Brien-Jones`` as ``SIAN OBRIEN JONES``."""
    decomposed = unicodedata.normalize("NFKD", name.upper())
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
    ours, theirs = set(folded(one).split()), set(folded(other).split())
    return bool(ours & theirs) or likeness(one, other) >= ALIKE


def same_name(given: str, family: str, other_given: str, other_family: str) -> bool:
    """Both parts alike, in this order or swapped."""
    straight = _given_alike(given, other_given) and family_names_alike(family, other_family)
    swapped = folded(given) == folded(other_family) and folded(family) == folded(other_given)
    return straight or (swapped and bool(folded(given)))


def _given_alike(one: str, other: str) -> bool:
    ours, theirs = folded(one).split(), folded(other).split()
    if not ours or not theirs:
        return False
    return ours[0] == theirs[0] or likeness(one, other) >= ALIKE
