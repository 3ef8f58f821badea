"""Distance travelled over the cases that closed in a period: completers, and all closed, side by side."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from families.models import Service
from families.querysets.case import CaseQuerySet
from outcomes.canonical import Fingerprint
from outcomes.reading.distance import FULLER, MISSING, SPEAKERS, SpokenPair, ToolDistance, distances_of
from outcomes.reading.figures import mean_data, proportion_data, rounded, share_data
from outcomes.reading.rows import CaseRow, case_rows
from outcomes.removals import cases_of
from outcomes.statistics import ChangeTally, MeanChange, OverallChange, mean_of
from outcomes.tool_definitions import ToolDefinition

ENOUGH = 5
"""Pairs that a group must have for its figures to be shown: a service's own choice, without a published source."""


class Cohort:
    """Every closed case counted once for each tool, as it is read."""

    def __init__(self) -> None:
        self.lost = self.transferred = self.cases = 0
        self.groups: dict[tuple[str, str], GroupTally] = {}
        self.tools: dict[str, ToolTally] = {}
        self.definitions: set[str] = set()

    def add(self, row: CaseRow) -> None:
        """Count one case, or say why it is left out."""
        self.definitions |= row.definition_hashes
        if row.ending and row.ending.is_loss:
            self.lost += 1
        elif row.ending and row.ending.is_transfer:
            self.transferred += 1
        else:
            self.cases += 1
            found = distances_of(row)
            for distance in found:
                self.tools.setdefault(distance.slug, ToolTally()).add(distance, row)
            for one in row.groups.items():
                self.groups.setdefault(one, GroupTally()).add(found[:1])

    def as_data(self) -> dict[str, Any]:
        """The result that a run stores."""
        return {
            "closed": self.cases,
            "left_out": {"loss": self.lost, "transfer": self.transferred},
            "tools": [tally.as_data(slug) for slug, tally in sorted(self.tools.items())],
            "groups": [
                {"dimension": name, "group": group, **tally.as_data()}
                for (name, group), tally in sorted(self.groups.items())
            ],
        }


class GroupTally:
    """What the service's first tool says about the closed cases of one group."""

    def __init__(self) -> None:
        self.closed = 0
        self.overall = ChangeTally()
        self.scales: set[tuple[int, int]] = set()

    def add(self, distances: Sequence[ToolDistance]) -> None:
        """Count one case of the group."""
        self.closed += 1
        for distance in distances:
            if distance.spoken is not None:
                self.scales.add(_ends(distance.spoken.tool))
                _count(self.overall, distance.spoken.outcome.overall)

    def as_data(self) -> dict[str, Any]:
        """Nothing but the numbers of cases where fewer than ``ENOUGH`` have a pair."""
        few = self.overall.n < ENOUGH
        figures = {} if few else _figures(self.overall, self.closed, means=len(self.scales) == 1)
        return {"closed": self.closed, "pairs": self.overall.n, **figures}


class ToolTally:
    """What one tool says about the closed cases.

    Verdicts of several versions are counted together, each by its own threshold. Points of scales that differ are
    not: there is no mean of them.
    """

    def __init__(self) -> None:
        self.closed = self.late = 0
        self.fuller: Counter[str] = Counter()
        self.missing: Counter[str] = Counter()
        self.no_end_reasons: Counter[str] = Counter()
        self.overall = ChangeTally()
        self.domains: dict[str, ChangeTally] = {}
        self.themes: dict[str, ChangeTally] = {}
        self.by_speaker = {who: ChangeTally() for who in SPEAKERS}
        self.spoke: Counter[str] = Counter()
        self.versions: Counter[str] = Counter()
        self.scales: set[tuple[int, int]] = set()
        self.reliabilities: dict[str, set[float | None]] = {}
        self.definition: ToolDefinition | None = None

    def add(self, distance: ToolDistance, row: CaseRow) -> None:
        """Count what the case says, or why it says nothing."""
        self.closed += 1
        for who, pair in distance.pairs.items():
            self.scales.add(_ends(pair.tool))
            _count(self.by_speaker[who], pair.outcome.overall)
        spoken = distance.spoken
        if spoken is None:
            self.missing[str(distance.missing)] += 1
            self.fuller.update(distance.fuller)
            if distance.missing == "no_end":
                self.no_end_reasons[row.ending.no_scores if row.ending else ""] += 1
            return
        self.spoke[str(distance.speaker)] += 1
        self.late += spoken.outcome.pair.late
        self._add_pair(spoken)

    def _add_pair(self, spoken: SpokenPair) -> None:
        if self.definition is None or spoken.tool.version > self.definition.version:
            self.definition = spoken.tool
        self.versions[spoken.tool.version] += 1
        for defined in spoken.tool.domains:
            self.reliabilities.setdefault(defined.key, set()).add(defined.reliability)
        _count(self.overall, spoken.outcome.overall)
        for domain in spoken.outcome.domains:
            tally = self.domains.setdefault(domain.domain, ChangeTally())
            if domain.change is not None and domain.verdict and domain.start is not None and domain.end is not None:
                tally.add(change=domain.change, verdict=domain.verdict)
                tally.add_scores(start=domain.start, end=domain.end, ceiling=domain.ceiling)
        for theme, change in spoken.themes.items():
            _count(self.themes.setdefault(theme, ChangeTally()), change)

    def as_data(self, slug: str) -> dict[str, Any]:
        """Completers and all closed for every figure."""
        return {
            "tool": slug,
            "version": self.definition.version if self.definition else "",
            "versions": dict(sorted(self.versions.items())),
            "one_scale": self.one_scale,
            "closed": self.closed,
            "completion": share_data(self.overall.n, self.closed),
            "missing": {key: self.missing[key] for key in MISSING if self.missing[key]},
            "no_end_reasons": dict(sorted(self.no_end_reasons.items())),
            "late_starts": self.late,
            "fuller": {key: self.fuller[key] for key in FULLER if self.fuller[key]},
            "spoke": {who: self.spoke[who] for who in SPEAKERS},
            "overall": self._figures(self.overall),
            "domains": [self._domain(key) for key in self._ordered_domains()],
            "themes": [{"key": key, **self._figures(self.themes[key])} for key in self.themes],
            "speakers": [{"key": who, **self._figures(self.by_speaker[who])} for who in SPEAKERS],
        }

    @property
    def one_scale(self) -> bool:
        """Whether the points of all pairs are points of the same scale."""
        return len(self.scales) <= 1

    def _figures(self, tally: ChangeTally) -> dict[str, Any]:
        return _figures(tally, self.closed, means=self.one_scale)

    def _ordered_domains(self) -> list[str]:
        known = [one.key for one in self.definition.domains] if self.definition else []
        return [*(key for key in known if key in self.domains), *sorted(self.domains.keys() - set(known))]

    def _domain(self, key: str) -> dict[str, Any]:
        tally = self.domains[key]
        defined = {one.key: one for one in self.definition.domains} if self.definition else {}
        known = self.reliabilities.get(key, set())
        [reliability] = known if len(known) == 1 and self.one_scale else {None}
        reliable = tally.reliable(reliability)
        return {
            "key": key,
            "themes": list(defined[key].themes) if key in defined else [],
            "start": rounded(mean_of(tally.starts)) if self.one_scale else None,
            "end": rounded(mean_of(tally.ends)) if self.one_scale else None,
            "ceiling": tally.ceilings,
            "reliable": None if reliable is None else {"better": reliable[0], "worse": reliable[1]},
            **self._figures(tally),
        }


def _count(tally: ChangeTally, overall: OverallChange) -> None:
    if overall.mean is not None and overall.verdict is not None:
        tally.add(change=overall.mean, verdict=overall.verdict)


def _ends(tool: ToolDefinition) -> tuple[int, int]:
    return tool.scale.minimum, tool.scale.maximum


def _figures(tally: ChangeTally, closed: int, *, means: bool = True) -> dict[str, Any]:
    shares = tally.shares()
    return {
        "n": shares.n,
        "improved": proportion_data(shares.improved),
        "maintained": proportion_data(shares.maintained),
        "declined": proportion_data(shares.declined),
        "improved_of_all": proportion_data(tally.improved_of(closed)),
        "mean": mean_data(tally.mean() if means else MeanChange(n=shares.n, mean=None, low=None, high=None)),
    }


def closed_within(service: Service, first: date, last: date) -> CaseQuerySet:
    """Cases of the service that closed from ``first`` to ``last``."""
    found: CaseQuerySet = cases_of(service).filter(closed_on__range=(first, last))  # type: ignore[assignment]
    return found


def distance_result(service: Service, first: date, last: date, taken: Fingerprint) -> tuple[dict[str, Any], list[str]]:
    """Distance travelled of a period and the hashes of the definitions that were used."""
    cohort = count_cases(case_rows(closed_within(service, first, last), grouped=True), taken)
    return cohort.as_data(), sorted(cohort.definitions)


def count_cases(rows: Iterable[CaseRow], taken: Fingerprint) -> Cohort:
    """Count the rows one after another."""
    cohort = Cohort()
    for row in rows:
        taken.add([str(row.id), row.fingerprint, dict(row.groups)])
        cohort.add(row)
    return cohort
