"""Which points of a series are out of the ordinary: limits of natural variation. Pure.

An XmR chart: the mean, and the mean plus and minus 2.66 times the mean difference between neighbours (Wheeler,
Understanding Variation; the method of NHS England's "Making data count"). A point outside the limits, or eight in a
row on one side of the mean, is a signal; anything else is the ordinary ups and downs.
"""

from collections.abc import Sequence
from itertools import pairwise

from attrs import frozen

FACTOR = 2.66
RUN = 8
FEWEST = 8
"""Fewer points than this give no limits worth drawing."""


@frozen
class Limits:
    """Mean and limits of a series; ``outside`` and ``run`` are the places of the points that are signals."""

    mean: float
    low: float
    high: float
    outside: tuple[int, ...]
    run: tuple[int, ...]

    @property
    def signals(self) -> tuple[int, ...]:
        return tuple(sorted({*self.outside, *self.run}))


def limits_of(values: Sequence[float], *, most: float | None = None) -> Limits | None:
    """The limits of a series that cannot fall below 0, nor rise above ``most``; None for fewer than eight points."""
    if len(values) < FEWEST:
        return None
    mean = sum(values) / len(values)
    moved = [abs(after - before) for before, after in pairwise(values)]
    reach = FACTOR * sum(moved) / len(moved)
    low, high = max(0.0, mean - reach), mean + reach
    if most is not None:
        high = min(most, high)
    outside = tuple(place for place, value in enumerate(values) if value < low - 1e-9 or value > high + 1e-9)
    return Limits(mean, low, high, outside, _longest_run(values, mean))


def _longest_run(values: Sequence[float], mean: float) -> tuple[int, ...]:
    """The places of the latest eight or more in a row on one side of the mean; a point on the mean ends a row."""
    found: tuple[int, ...] = ()
    current: list[int] = []
    side = 0
    for place, value in enumerate(values):
        now = (value > mean + 1e-9) - (value < mean - 1e-9)
        current = [*current, place] if now and now == side else [place]
        side = now
        if side and len(current) >= RUN:
            found = tuple(current)
    return found
