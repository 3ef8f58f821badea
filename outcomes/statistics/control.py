"""Shares over time as a control chart (p-chart), so that nobody reads noise as a trend."""

from collections.abc import Sequence
from math import sqrt
from typing import Literal

from attrs import frozen

Signal = Literal["", "above", "below", "run_above", "run_below"]
SIGMAS = 3
RUN = 8
"""So many shares in a row on one side of the centre are a signal (Western Electric 1956, rule 4)."""


@frozen(kw_only=True)
class ChartPoint:
    """n of N beside the limits for that N. Share and limits are None where N is 0, limits where nothing is known."""

    n: int
    of: int
    share: float | None
    low: float | None
    high: float | None
    signal: Signal


@frozen(kw_only=True)
class ControlChart:
    """The centre is all n over all N; None where N is 0 throughout."""

    centre: float | None
    points: tuple[ChartPoint, ...]

    @property
    def signals(self) -> int:
        """How many points say that something other than chance may be at work."""
        return sum(bool(one.signal) for one in self.points)


def p_chart(counts: Sequence[tuple[int, int]]) -> ControlChart:
    """The chart of Shewhart (1931): limits at three standard errors, p ± 3·√(p(1−p)/N), cut off at 0 and 1.

    ``counts`` are (n, N) in the order of time. ValueError unless 0 ≤ n ≤ N for each.
    """
    for n, of in counts:
        if not 0 <= n <= of:
            raise ValueError(f"{n} of {of} is not a share.")
    everybody = sum(of for _n, of in counts)
    centre = sum(n for n, _of in counts) / everybody if everybody else None
    sides = _runs([_side(n, of, centre) for n, of in counts])
    return ControlChart(
        centre=centre, points=tuple(_point(n, of, centre, run) for (n, of), run in zip(counts, sides, strict=True))
    )


def _side(n: int, of: int, centre: float | None) -> int:
    """1 above the centre, −1 below, 0 on it or where there is no share."""
    if not of or centre is None:
        return 0
    apart = n / of - centre
    return 0 if abs(apart) < 1e-12 else (1 if apart > 0 else -1)


def _runs(sides: Sequence[int]) -> list[int]:
    """For each point the side of the run of eight or more that it belongs to, else 0."""
    found = [0] * len(sides)
    start = 0
    for place in range(1, len(sides) + 1):
        if place < len(sides) and sides[place] == sides[start]:
            continue
        if sides[start] and place - start >= RUN:
            found[start:place] = [sides[start]] * (place - start)
        start = place
    return found


def _point(n: int, of: int, centre: float | None, run: int) -> ChartPoint:
    if not of or centre is None:
        return ChartPoint(n=n, of=of, share=None, low=None, high=None, signal="")
    share = n / of
    half = SIGMAS * sqrt(centre * (1 - centre) / of)
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    signal: Signal = "above" if share > high + 1e-12 else "below" if share < low - 1e-12 else ""
    if not signal and run:
        signal = "run_above" if run > 0 else "run_below"
    return ChartPoint(n=n, of=of, share=share, low=low, high=high, signal=signal)
