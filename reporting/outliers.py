"""Which lines of a draft stand apart from the same line in the periods before. Pure.

A count is held against the mean of the earlier ones by the exact test of two Poisson rates (Przyborowski and Wilenski
1940: given the sum, the count is binomial). A share is held against the earlier rows taken together by Newcombe's
interval of the difference. A median is apart where it lies outside every earlier middle half. The level is that of
three standard deviations, so that of forty lines about one in ten returns marks one by chance.
"""

from collections.abc import Iterable, Sequence
from math import exp, lgamma, log

from outcomes.statistics import difference
from reporting.figures import Figure
from reporting.indicators.base import Kind

PERIODS = 4
"""So many periods before are looked at; with fewer nothing is compared."""
LEVEL = 0.0027
_COUNTS = (Kind.COUNT, Kind.COUNT_OF, Kind.RATE)
_NO_LIKELIER = 1e-9


def stands_apart(now: Figure, earlier: Sequence[Figure]) -> bool:
    """Whether a figure differs from those of the four periods before by more than chance. A cost never does."""
    if len(earlier) < PERIODS:
        return False
    if now.kind in _COUNTS:
        return chance_of(now.numerator or 0, [one.numerator or 0 for one in earlier]) < LEVEL
    if now.kind == Kind.SHARE:
        return _share_apart(now, earlier)
    return now.kind == Kind.MEDIAN and _median_apart(now, earlier)


def chance_of(count: int, earlier: Sequence[int]) -> float:
    """Two-sided P of ``count`` where every period has the same rate: 1 where nothing was ever counted."""
    everything = count + sum(earlier)
    if not everything:
        return 1.0
    share = 1 / (len(earlier) + 1)
    ways = [_binomial(number, everything, share) for number in range(everything + 1)]
    return min(1.0, sum(one for one in ways if one <= ways[count] * (1 + _NO_LIKELIER)))


def _binomial(number: int, of: int, share: float) -> float:
    choices = lgamma(of + 1) - lgamma(number + 1) - lgamma(of - number + 1)
    return exp(choices + number * log(share) + (of - number) * log(1 - share))


def _share_apart(now: Figure, earlier: Iterable[Figure]) -> bool:
    pairs = [(one.numerator or 0, one.denominator or 0) for one in earlier]
    together = sum(n for n, _of in pairs), sum(of for _n, of in pairs)
    found = difference((now.numerator or 0, now.denominator or 0), together, 1 - LEVEL)
    return found.low is not None and found.high is not None and (found.low > 0 or found.high < 0)


def _median_apart(now: Figure, earlier: Iterable[Figure]) -> bool:
    known = [one for one in earlier if one.low and one.high]
    if not now.value or len(known) < PERIODS:
        return False
    return not min(int(one.low) for one in known) <= int(now.value) <= max(int(one.high) for one in known)
