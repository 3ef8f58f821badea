"""Distance travelled over many cases: those with a pair, and all that closed, side by side."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from outcomes.statistics.change import MeanChange, mean_change
from outcomes.statistics.distance import PairOutcome, Verdict
from outcomes.statistics.proportions import Proportion, proportion


@frozen(kw_only=True)
class Shares:
    """How many improved, stayed and declined, each of the same whole."""

    n: int
    improved: Proportion
    maintained: Proportion
    declined: Proportion


@frozen(kw_only=True)
class Summary:
    """Completers alone flatter a service, so they never stand without all closed cases.

    ``all_closed`` counts a missing pair as not improved. ``missing`` counts why pairs are missing.
    """

    completers: Shares
    all_closed: Proportion
    completion: Proportion
    mean: MeanChange
    by_domain: Mapping[str, Shares]
    domain_means: Mapping[str, MeanChange]
    missing: Mapping[str, int]


def shares_of(verdicts: Iterable[Verdict], confidence: float = 0.95) -> Shares:
    """The verdicts as shares of their number."""
    counted = Counter(verdicts)
    n = counted.total()
    return Shares(
        n=n,
        improved=proportion(counted["improved"], n, confidence),
        maintained=proportion(counted["maintained"], n, confidence),
        declined=proportion(counted["declined"], n, confidence),
    )


def summarise(outcomes: Sequence[PairOutcome], *, closed: int, missing: Iterable[str] = ()) -> Summary:
    """One summary of the closed cases: ``outcomes`` has one entry for each with a pair.

    A pair with too few domains answered has no overall verdict and is no completer. Raises ValueError
    where there are more pairs than closed cases.
    """
    if len(outcomes) > closed:
        raise ValueError(f"{len(outcomes)} pairs cannot come from {closed} closed cases.")
    overall = [one.overall for one in outcomes]
    completers = shares_of(one.verdict for one in overall if one.verdict is not None)
    keys = list(dict.fromkeys(domain.domain for one in outcomes for domain in one.domains))
    verdicts = {key: _verdicts(outcomes, key) for key in keys}
    return Summary(
        completers=completers,
        all_closed=proportion(completers.improved.numerator, closed),
        completion=proportion(completers.n, closed),
        mean=mean_change([one.mean for one in overall if one.mean is not None]),
        by_domain={key: shares_of(verdicts[key]) for key in keys},
        domain_means={key: mean_change(_changes(outcomes, key)) for key in keys},
        missing=dict(sorted(Counter(missing).items())),
    )


def _verdicts(outcomes: Sequence[PairOutcome], key: str) -> list[Verdict]:
    return [d.verdict for one in outcomes for d in one.domains if d.domain == key and d.verdict is not None]


def _changes(outcomes: Sequence[PairOutcome], key: str) -> list[float]:
    return [d.change for one in outcomes for d in one.domains if d.domain == key and d.change is not None]
