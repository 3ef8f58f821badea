"""Postcodes of the United Kingdom and UPRNs: read as people write them, kept in one form."""

import re

# Royal Mail's shapes (A9 9AA, A99, AA9, AA99, A9A, AA9A), and the one that fits none.
_SHAPE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?|GIR)([0-9][ABD-HJLNP-UW-Z]{2})", re.ASCII)
_UPRN = re.compile(r"[0-9]{1,12}", re.ASCII)


class WrongPostcode(ValueError):
    """Not the shape of a postcode."""


class WrongUprn(ValueError):
    """Not a UPRN of up to 12 digits."""


def normalise(text: str) -> str:
    """``sa1 8qy`` or ``SA18QY`` as ``SA1 8QY``; "" for an empty text (no fixed abode needs none)."""
    squeezed = "".join(text.split()).upper()
    if not squeezed:
        return ""
    found = _SHAPE.fullmatch(squeezed)
    if not found:
        raise WrongPostcode(f"“{text.strip()[:20]}” is not a postcode such as SA1 3SN.")
    return f"{found[1]} {found[2]}"


def outward(postcode: str) -> str:
    """The part before the space, which is as much of an address as a figure may show."""
    return normalise(postcode).partition(" ")[0]


def normalise_uprn(text: str) -> str:
    """A UPRN as text of up to 12 digits, leading zeros kept; "" for an empty text."""
    stripped = text.strip()
    if stripped and not _UPRN.fullmatch(stripped):
        raise WrongUprn("A UPRN is a number of up to 12 digits.")
    return stripped
