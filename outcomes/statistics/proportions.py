"""Shares of a whole with their uncertainty."""

from decimal import ROUND_HALF_UP, Decimal
from math import sqrt
from statistics import NormalDist

from attrs import frozen


@frozen(kw_only=True)
class Proportion:
    """n of N with its Wilson interval as shares (0–1). All three are None where N is 0."""

    numerator: int
    denominator: int
    share: float | None
    low: float | None
    high: float | None

    @property
    def percent(self) -> Decimal | None:
        """The share in per cent to one decimal, half up, worked out without binary fractions."""
        if not self.denominator:
            return None
        exact = Decimal(100) * self.numerator / self.denominator
        return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)


@frozen(kw_only=True)
class Difference:
    """The first share less the second, with Newcombe's interval; None where either has no cases."""

    difference: float | None
    low: float | None
    high: float | None


def z_of(confidence: float) -> float:
    """The normal quantile of a two-sided interval; ValueError unless 0 < confidence < 1."""
    if not 0 < confidence < 1:
        raise ValueError(f"A confidence of {confidence} is not between 0 and 1.")
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def proportion(numerator: int, denominator: int, confidence: float = 0.95) -> Proportion:
    """n/N with the score interval of Wilson (1927), without continuity correction.

    Raises ValueError unless 0 ≤ numerator ≤ denominator.
    """
    if not 0 <= numerator <= denominator:
        raise ValueError(f"{numerator} of {denominator} is not a share.")
    z = z_of(confidence)
    if denominator == 0:
        return Proportion(numerator=0, denominator=0, share=None, low=None, high=None)
    low, high = _wilson(numerator, denominator, z)
    return Proportion(numerator=numerator, denominator=denominator, share=numerator / denominator, low=low, high=high)


def _wilson(numerator: int, denominator: int, z: float) -> tuple[float, float]:
    """The two ends of the score interval; exactly 0 or 1 where nobody or everybody is counted."""
    share = numerator / denominator
    wide = 1 + z * z / denominator
    centre = (share + z * z / (2 * denominator)) / wide
    half = z / wide * sqrt(share * (1 - share) / denominator + z * z / (4 * denominator * denominator))
    low = 0.0 if numerator == 0 else max(0.0, centre - half)
    high = 1.0 if numerator == denominator else min(1.0, centre + half)
    return low, high


def difference(first: tuple[int, int], second: tuple[int, int], confidence: float = 0.95) -> Difference:
    """Difference of two independent shares, each (n, N), by Newcombe (1998), method 10."""
    for pair in (first, second):
        if proportion(*pair, confidence).share is None:
            return Difference(difference=None, low=None, high=None)
    z = z_of(confidence)
    one, two = first[0] / first[1], second[0] / second[1]
    (one_low, one_high), (two_low, two_high) = _wilson(*first, z), _wilson(*second, z)
    return Difference(
        difference=one - two,
        low=one - two - sqrt((one - one_low) ** 2 + (two_high - two) ** 2),
        high=one - two + sqrt((one_high - one) ** 2 + (two - two_low) ** 2),
    )
