"""Distance travelled in one case: which two readings make a pair, and what changed between them."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date, timedelta
from statistics import fmean
from typing import Literal

from attrs import frozen

Verdict = Literal["improved", "maintained", "declined"]
START_WITHIN_DAYS = 42
END_AFTER_DAYS = 28
ANSWERED_SHARE = 0.7


@frozen(kw_only=True)
class Reading:
    """One assessment: a tool's version, who answered, at which point, and a score or None by domain."""

    id: Hashable
    version: Hashable
    respondent: str
    point: Literal["start", "interim", "end"]
    on: date
    scores: Mapping[str, int | None]


@frozen(kw_only=True)
class Pair:
    """A start and an end of the same version and kind of respondent. ``late``: the start was late."""

    start: Reading
    end: Reading
    late: bool


@frozen(kw_only=True)
class DomainChange:
    """Scores of one domain; change and verdict are None where either is missing.

    ``ceiling``: the start was already the best score, so nothing could improve.
    """

    domain: str
    start: int | None
    end: int | None
    change: int | None
    verdict: Verdict | None
    ceiling: bool


@frozen(kw_only=True)
class OverallChange:
    """Mean change over the domains answered twice. Mean and verdict are None below the share needed."""

    answered: int
    asked: int
    mean: float | None
    verdict: Verdict | None


@frozen(kw_only=True)
class PairOutcome:
    """What a pair says, by domain and overall."""

    pair: Pair
    domains: tuple[DomainChange, ...]
    overall: OverallChange


def select_pair(
    readings: Iterable[Reading],
    *,
    version: Hashable,
    respondent: str,
    anchor: date,
    within_days: int = START_WITHIN_DAYS,
    at_least_days: int = END_AFTER_DAYS,
) -> Pair | None:
    """The pair of one version and respondent kind, or None.

    The start is the earliest start reading up to ``within_days`` after ``anchor`` (one taken before the
    anchor counts), else the earliest one, marked late. The end is the last end reading at least
    ``at_least_days`` after it. Interim readings are neither, so a missing baseline stays missing.
    """
    fitting = sorted(
        (one for one in readings if one.version == version and one.respondent == respondent),
        key=lambda one: (one.on, str(one.id)),
    )
    start = next((one for one in fitting if one.point == "start"), None)
    if start is None:
        return None
    earliest_end = start.on + timedelta(days=at_least_days)
    ends = [one for one in fitting if one.point == "end" and one.on >= earliest_end]
    late = start.on > anchor + timedelta(days=within_days)
    return Pair(start=start, end=ends[-1], late=late) if ends else None


def verdict_of(change: float, threshold: float = 1) -> Verdict:
    """Improved from +threshold, declined from −threshold, else maintained."""
    if change >= threshold:
        return "improved"
    return "declined" if change <= -threshold else "maintained"


def change_of(
    pair: Pair,
    domains: Iterable[str],
    *,
    best: int,
    direction: Literal[1, -1] = 1,
    threshold: float = 1,
    answered_share: float = ANSWERED_SHARE,
) -> PairOutcome:
    """(end − start) × direction in every domain, and their mean where enough domains have both scores.

    ``best`` is the score that cannot be bettered. Nothing is imputed.
    """
    found = tuple(
        _domain_change(key, pair.start.scores.get(key), pair.end.scores.get(key), best, direction, threshold)
        for key in domains
    )
    changes = [one.change for one in found if one.change is not None]
    return PairOutcome(pair=pair, domains=found, overall=_overall(changes, len(found), threshold, answered_share))


def _domain_change(
    key: str, start: int | None, end: int | None, best: int, direction: int, threshold: float
) -> DomainChange:
    change = None if start is None or end is None else (end - start) * direction
    verdict = None if change is None else verdict_of(change, threshold)
    return DomainChange(domain=key, start=start, end=end, change=change, verdict=verdict, ceiling=start == best)


def _overall(changes: list[int], asked: int, threshold: float, answered_share: float) -> OverallChange:
    enough = bool(changes) and len(changes) >= answered_share * asked - 1e-9
    mean = fmean(changes) if enough else None
    verdict = None if mean is None else verdict_of(mean, threshold)
    return OverallChange(answered=len(changes), asked=asked, mean=mean, verdict=verdict)


def disagreement(parent: Reading, worker: Reading) -> dict[str, int | None]:
    """Worker's score less the parent's by domain; None where one has no score. Both are kept."""
    return {
        key: None
        if (theirs := parent.scores[key]) is None or (ours := worker.scores.get(key)) is None
        else ours - theirs
        for key in parent.scores
    }
