"""How old a child was when first separated from its parents."""

from datetime import date
from typing import Literal

Band = Literal["0-6", "7-13", "14-364", "365+"]
BANDS: tuple[Band, ...] = ("0-6", "7-13", "14-364", "365+")


class SeparatedBeforeBirth(ValueError):
    """A separation dated before the child was born."""


def age_in_days(born_on: date, separated_on: date) -> int:
    """Days from birth; 0 on the day itself. :class:`SeparatedBeforeBirth` before it."""
    days = (separated_on - born_on).days
    if days < 0:
        raise SeparatedBeforeBirth("A child cannot be separated from its parents before birth.")
    return days


def removal_band(days: int) -> Band:
    """The band of an age in days: two single weeks, the rest of the first year, later."""
    if days < 0:
        raise SeparatedBeforeBirth("An age cannot be negative.")
    if days < 7:
        return "0-6"
    if days < 14:
        return "7-13"
    return "14-364" if days < 365 else "365+"
