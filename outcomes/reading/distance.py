"""Distance travelled in one case, by tool and by who answered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

from attrs import frozen

from families.definitions.schema import ToolUse
from outcomes.reading.rows import CaseRow, ReadingRow
from outcomes.statistics import OverallChange, Pair, PairOutcome, Reading, change_of, select_pair
from outcomes.tool_definitions import ToolDefinition

Missing = Literal[
    "no_start", "no_end", "other_version", "other_respondent", "no_anchor", "end_too_soon", "too_few_answered"
]
MISSING: tuple[Missing, ...] = (
    "no_start", "no_end", "other_version", "other_respondent", "no_anchor", "end_too_soon", "too_few_answered",
)  # fmt: skip
FULLER_START, FULLER_END = "fuller_start", "fuller_end"
FULLER = (FULLER_START, FULLER_END)
"""What is also said of those with too few answered: see :class:`ToolDistance`."""
SPEAKERS = ("joint", "parent", "worker")
"""Whose pair speaks for the family where there are several: what was agreed together, else the parent's own."""


@frozen(kw_only=True)
class SpokenPair:
    """A pair of one kind of respondent with its changes by domain, by theme and overall."""

    tool: ToolDefinition
    outcome: PairOutcome
    themes: Mapping[str, OverallChange]


@frozen(kw_only=True)
class ToolDistance:
    """What one tool says about a case. ``speaker`` is the respondent who counts, None where ``missing`` says why."""

    slug: str
    anchor: tuple[str, date] | None
    pairs: Mapping[str, SpokenPair]
    speaker: str | None
    missing: Missing | None
    fuller: frozenset[str] = frozenset()
    """Where too few areas were scored both times: whether another start within the window, or another end, would have
    had enough. The earliest and the last count all the same, so that nobody picks the scores that suit."""

    @property
    def spoken(self) -> SpokenPair | None:
        """The pair that counts."""
        return self.pairs[self.speaker] if self.speaker else None


def distances_of(row: CaseRow) -> list[ToolDistance]:
    """One answer for each tool that the case's service uses."""
    return [_distance(row, use) for use in row.tools]


def _distance(row: CaseRow, use: ToolUse) -> ToolDistance:
    answered = [one for one in row.readings if one.tool.slug == use.slug and one.answered]
    anchor = row.anchors.get(use.slug)
    pairs = {who: pair for who in SPEAKERS if anchor and (pair := _pair(answered, who, use, anchor[1]))}
    speaker = next((who for who in SPEAKERS if who in pairs and pairs[who].outcome.overall.verdict), None)
    short = [(pair, anchor[1]) for pair in pairs.values() if anchor and not speaker]
    return ToolDistance(
        slug=use.slug,
        anchor=anchor,
        pairs=pairs,
        speaker=speaker,
        missing=None if speaker else _why_none(answered, pairs, anchored=anchor is not None),
        fuller=frozenset(end for pair, day in short for end in _fuller(answered, pair, use, day)),
    )


def _pair(rows: Sequence[ReadingRow], respondent: str, use: ToolUse, anchor: date) -> SpokenPair | None:
    """The pair of the service's own version, else of another; one with too few answered only where there is no more."""
    part_filled: SpokenPair | None = None
    for tool, version in _versions(rows, use):
        found = select_pair(
            [one.reading for one in rows],
            version=version,
            respondent=respondent,
            anchor=anchor,
            within_days=use.start_within_days,
            at_least_days=use.end_after_days,
        )
        if found:
            made = SpokenPair(tool=tool, outcome=_change(found, tool, _keys(tool)), themes=dict(_themes(found, tool)))
            if made.outcome.overall.verdict:
                return made
            part_filled = part_filled or made
    return part_filled


def _fuller(rows: Sequence[ReadingRow], spoken: SpokenPair, use: ToolUse, anchor: date) -> Iterator[str]:
    """Which end of a pair with too few answered would have had enough, had another reading counted."""
    pair, same = spoken.outcome.pair, _alike([one.reading for one in rows], spoken.outcome.pair.start)
    until, least = anchor + timedelta(days=use.start_within_days), timedelta(days=use.end_after_days)

    def enough(start: Reading, end: Reading) -> bool:
        made = Pair(start=start, end=end, late=pair.late)
        return end.on >= start.on + least and bool(_change(made, spoken.tool, _keys(spoken.tool)).overall.verdict)

    if any(enough(one, pair.end) for one in same if one.point == "start" and one.on <= until):
        yield FULLER_START
    if any(enough(pair.start, one) for one in same if one.point == "end"):
        yield FULLER_END


def _alike(readings: Iterable[Reading], reading: Reading) -> list[Reading]:
    """Those of the same version by the same kind of respondent."""
    return [one for one in readings if (one.version, one.respondent) == (reading.version, reading.respondent)]


def _versions(rows: Iterable[ReadingRow], use: ToolUse) -> list[tuple[ToolDefinition, object]]:
    """The versions that were answered, the service's own first."""
    found = {one.tool.version: (one.tool, one.reading.version) for one in rows}
    return [found[label] for label in sorted(found, key=lambda label: (label != use.version, label))]


def _keys(tool: ToolDefinition, theme: str = "") -> list[str]:
    return [one.key for one in tool.domains if not theme or theme in one.themes]


def _themes(pair: Pair, tool: ToolDefinition) -> Iterator[tuple[str, OverallChange]]:
    for theme in dict.fromkeys(theme for domain in tool.domains for theme in domain.themes):
        yield theme, _change(pair, tool, _keys(tool, theme)).overall


def _change(pair: Pair, tool: ToolDefinition, keys: list[str]) -> PairOutcome:
    return change_of(
        pair,
        keys,
        best=tool.scale.best,
        direction=tool.scale.direction,
        threshold=tool.scale.threshold,
        answered_share=tool.answered_share,
    )


def _why_none(rows: Sequence[ReadingRow], pairs: Mapping[str, SpokenPair], *, anchored: bool) -> Missing:
    """The first thing that is missing, in the order in which work would have supplied it."""
    if pairs:
        return "too_few_answered"
    starts = [one.reading for one in rows if one.reading.point == "start"]
    ends = [one.reading for one in rows if one.reading.point == "end"]
    if not starts:
        return "no_start"
    if not ends:
        return "no_end"
    if not {one.version for one in starts} & {one.version for one in ends}:
        return "other_version"
    if not {(one.version, one.respondent) for one in starts} & {(one.version, one.respondent) for one in ends}:
        return "other_respondent"
    return "end_too_soon" if anchored else "no_anchor"
