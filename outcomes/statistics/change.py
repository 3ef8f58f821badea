"""Change between two readings: mean with its interval, reliable change, and Student's t."""

from collections.abc import Iterable, Sequence
from math import exp, isclose, lgamma, log, log1p, sqrt
from statistics import fmean, stdev
from statistics import median as median_of

from attrs import frozen

_TINY = 1e-300
RELIABLE_AT = 1.96


@frozen(kw_only=True)
class MeanChange:
    """n, mean and mean ± t·s/√n. The mean is None for n = 0, the interval for n < 2."""

    n: int
    mean: float | None
    low: float | None
    high: float | None


@frozen(kw_only=True)
class ReliableChange:
    """The index of Jacobson and Truax (1991), and whether it reaches ±1.96."""

    index: float
    reliable: bool


def median(values: Iterable[float]) -> float | None:
    """The middle value, the mean of the middle two; None of nothing."""
    listed = list(values)
    return float(median_of(listed)) if listed else None


def mean_change(changes: Sequence[float], confidence: float = 0.95) -> MeanChange:
    """Mean of paired changes with its t interval."""
    n = len(changes)
    if n == 0:
        return MeanChange(n=0, mean=None, low=None, high=None)
    mean = fmean(changes)
    if n == 1:
        return MeanChange(n=1, mean=mean, low=None, high=None)
    half = t_quantile(0.5 + confidence / 2, n - 1) * stdev(changes) / sqrt(n)
    return MeanChange(n=n, mean=mean, low=mean - half, high=mean + half)


def reliable_change(change: float, sd: float, reliability: float) -> ReliableChange | None:
    """RCI = Δ / (SD·√(2(1−r))); None where the scores do not vary or the tool is said to be perfect.

    ``sd`` is that of the start scores, ``reliability`` the recorded r. ValueError unless 0 ≤ r ≤ 1, SD ≥ 0.
    """
    if not 0 <= reliability <= 1 or sd < 0:
        raise ValueError(f"A reliability of {reliability} or a spread of {sd} cannot be.")
    spread = sd * sqrt(2 * (1 - reliability))
    if isclose(spread, 0.0, abs_tol=1e-12):
        return None
    index = change / spread
    return ReliableChange(index=index, reliable=abs(index) >= RELIABLE_AT)


def t_quantile(probability: float, freedom: int) -> float:
    """Student's t with ``freedom`` ≥ 1 degrees: the value below which ``probability`` lies (0–1, open)."""
    if not 0 < probability < 1 or freedom < 1:
        raise ValueError(f"No t for a probability of {probability} and {freedom} degrees of freedom.")
    if probability < 0.5:
        return -t_quantile(1 - probability, freedom)
    low, high = 0.0, 1.0
    while _t_below(high, freedom) < probability:
        low, high = high, high * 2
    while high - low > 1e-13 * max(1.0, high):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if _t_below(middle, freedom) < probability else (low, middle)
    return (low + high) / 2


def _t_below(t: float, freedom: int) -> float:
    """P(T < t) for t ≥ 0, through the incomplete beta function."""
    return 1 - _beta_share(freedom / (freedom + t * t), freedom / 2, 0.5) / 2


def _beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function (continued fraction, on its faster side)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """Lentz's evaluation of the continued fraction of the incomplete beta function."""
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    total = d
    for m in range(1, 500):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        step = 1.0
        for term in (even, odd):
            d = 1 / _away_from_zero(1 + term * d)
            c = _away_from_zero(1 + term / c)
            step = c * d
            total *= step
        if abs(step - 1) < 1e-15:
            break
    return total


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
