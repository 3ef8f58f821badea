"""Changes counted one after another, so that memory does not grow with the number of cases."""

from collections import Counter
from statistics import stdev

from outcomes.statistics.change import MeanChange, mean_change, reliable_change
from outcomes.statistics.distance import Verdict
from outcomes.statistics.proportions import Proportion, proportion
from outcomes.statistics.summary import Shares, shares_of


class ChangeTally:
    """Verdicts, changes and both scores of one thing: a domain, a theme or the whole.

    Changes are kept as how often each occurs: a ten-point scale has few, whatever the number of cases.
    """

    def __init__(self) -> None:
        self.verdicts: Counter[Verdict] = Counter()
        self.changes: Counter[float] = Counter()
        self.starts: Counter[int] = Counter()
        self.ends: Counter[int] = Counter()
        self.ceilings = 0

    def add(self, *, change: float, verdict: Verdict) -> None:
        """Count one change in the direction in which more is better."""
        self.changes[change] += 1
        self.verdicts[verdict] += 1

    def add_scores(self, *, start: int, end: int, ceiling: bool) -> None:
        """Count the scores behind a change; ``ceiling`` where the start could not be bettered."""
        self.starts[start] += 1
        self.ends[end] += 1
        self.ceilings += ceiling

    @property
    def n(self) -> int:
        """How many changes there are."""
        return self.changes.total()

    def shares(self) -> Shares:
        """Improved, maintained and declined, each of those with a change."""
        return shares_of(self.verdicts.elements())

    def improved_of(self, everybody: int) -> Proportion:
        """The improved among all: who has no change counts as not improved."""
        return proportion(self.verdicts["improved"], everybody)

    def mean(self) -> MeanChange:
        """Mean change with its t interval; the same whatever the order of counting."""
        return mean_change(sorted(self.changes.elements()))

    def reliable(self, reliability: float | None) -> tuple[int, int] | None:
        """How many changed reliably for the better and for the worse (Jacobson and Truax 1991).

        None where no reliability is recorded, or the starts do not vary. Counts changes in scale points.
        """
        if reliability is None or self.starts.total() < 2:
            return None
        spread = stdev(sorted(self.starts.elements()))
        indexed = [
            (change, times, reliable_change(change, spread, reliability)) for change, times in self.changes.items()
        ]
        if any(index is None for _change, _times, index in indexed):
            return None
        better = sum(times for change, times, index in indexed if index and index.reliable and change > 0)
        worse = sum(times for change, times, index in indexed if index and index.reliable and change < 0)
        return better, worse


def mean_of(counted: Counter[int]) -> float | None:
    """The mean of values that were counted; None of nothing."""
    total = counted.total()
    return sum(value * times for value, times in counted.items()) / total if total else None
