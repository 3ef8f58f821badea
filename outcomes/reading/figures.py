"""Figures as data: counts beside every share, fractions rounded where no reader can see further."""

from typing import Any

from outcomes.statistics import MeanChange, Proportion, proportion

PLACES = 6


def rounded(value: float | None) -> float | None:
    """Six places: far beyond what is shown, short of what machines might differ in."""
    return None if value is None else round(value, PLACES) + 0.0


def share_data(numerator: int, denominator: int, *, mixed: bool = False) -> dict[str, Any]:
    """n, N and the Wilson interval of n/N.

    ``mixed``: n and N count different things (babies and families), so n may exceed N; then there is no interval.
    """
    if mixed and numerator > denominator:
        return {"n": numerator, "of": denominator, "low": None, "high": None}
    return proportion_data(proportion(numerator, denominator))


def proportion_data(found: Proportion) -> dict[str, Any]:
    """A share as n, N and the ends of its interval between 0 and 1."""
    return {
        "n": found.numerator,
        "of": found.denominator,
        "low": rounded(found.low),
        "high": rounded(found.high),
    }


def mean_data(found: MeanChange) -> dict[str, Any]:
    """A mean change with n and the ends of its t interval, in points of the scale."""
    return {
        "n": found.n,
        "mean": rounded(found.mean),
        "low": rounded(found.low),
        "high": rounded(found.high),
    }
