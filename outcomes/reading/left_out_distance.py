"""The closed cases behind a number of distance travelled."""

from collections.abc import Iterable, Iterator, Sequence
from statistics import stdev
from typing import Any

from outcomes.labels import COUNTED, WHOLE
from outcomes.models import OutcomeRun
from outcomes.reading.behind import Behind, Found, Narrowed
from outcomes.reading.cohort import closed_within
from outcomes.reading.distance import FULLER, MISSING, ToolDistance, distances_of
from outcomes.reading.distance_page import distance_page
from outcomes.reading.groups import DIMENSIONS
from outcomes.reading.rows import CaseRow, case_rows
from outcomes.statistics import DomainChange, reliable_change

APART = ("loss", "transfer")
VERDICTS = ("improved", "maintained", "declined")
RELIABLY = ("better", "worse")
NO_PAIR = "no_pair"
WHYS = {COUNTED, WHOLE, NO_PAIR, "late", "ceiling", *VERDICTS, *RELIABLY, *APART, *MISSING, *FULLER}


def distance_behind(run: OutcomeRun, why: str, narrowed: Narrowed) -> tuple[str, Found] | None:
    """What is narrowed to, and the cases; None for what the run has not. Whom a loss or transfer sets apart is
    apart whatever is narrowed to."""
    label = _label(run, narrowed) if run.state == OutcomeRun.State.DONE else None
    if label is None or why not in WHYS:
        return None
    cases = closed_within(run.service, run.first_day, run.last_day)
    rows = case_rows(cases, grouped=narrowed.part in DIMENSIONS)
    if why in APART:
        return label, (Behind(row.id) for row in rows if _apart(row) == why)
    told = _told(rows, narrowed)
    if why in RELIABLY:
        return label, _reliably(list(told), why, narrowed)
    return label, (Behind(row.id) for row, said in told if why == WHOLE or any(_is(one, why, narrowed) for one in said))


def _label(run: OutcomeRun, narrowed: Narrowed) -> str | None:
    """In the words of the run's page; None for a tool or part that stands not on it."""
    page = distance_page(run)
    if narrowed.part in DIMENSIONS:
        lines = [line for name, _title, lines in page["dimensions"] if name == narrowed.part for line in lines]
        return next((line["label"] for line in lines if line["key"] == narrowed.key), None)
    if not narrowed.tool:
        return None if narrowed.part else str(OutcomeRun.Kind.DISTANCE.label)
    tool = next((one for one in page["tools"] if one.slug == narrowed.tool), None)
    if tool is None or not narrowed.part:
        return tool and tool.name
    if narrowed.part == "tool_version":
        return tool.name if any(name == narrowed.key for name, _count in tool.versions) else None
    parts: dict[str, Sequence[Any]] = {"domain": tool.domains, "theme": tool.themes, "speaker": tool.speakers}
    found = next((one.label for one in parts.get(narrowed.part, ()) if one.key == narrowed.key), None)
    return found and f"{tool.name}, {found}"


def _apart(row: CaseRow) -> str:
    """Why a case stands apart from all figures."""
    if row.ending is None:
        return ""
    return "loss" if row.ending.is_loss else "transfer" if row.ending.is_transfer else ""


def _told(rows: Iterable[CaseRow], narrowed: Narrowed) -> Iterator[tuple[CaseRow, list[ToolDistance]]]:
    """The cases that are narrowed to, with what is asked of their tools; groups are told by the first tool alone."""
    for row in rows:
        found = [] if _apart(row) else distances_of(row)
        if _apart(row) or (narrowed.part in DIMENSIONS and row.groups[narrowed.part] != narrowed.key):
            continue
        if narrowed.part in DIMENSIONS:
            yield row, found[:1]
        elif not narrowed.tool:
            yield row, found
        elif mine := [one for one in found if one.slug == narrowed.tool]:
            yield row, mine


def _is(one: ToolDistance, why: str, narrowed: Narrowed) -> bool:
    if why in MISSING:
        return one.missing == why
    if why in FULLER:
        return why in one.fuller
    if why == NO_PAIR:
        return one.missing is not None
    if why == "late":
        return one.spoken is not None and one.spoken.outcome.pair.late
    if why == "ceiling":
        domain = _domain(one, narrowed)
        return domain is not None and domain.ceiling
    verdict = _verdict(one, narrowed)
    return verdict is not None if why == COUNTED else verdict == why


def _verdict(one: ToolDistance, narrowed: Narrowed) -> str | None:
    """What became of the part that is narrowed to; None where nothing is known of it."""
    if narrowed.part == "speaker":
        pair = one.pairs.get(narrowed.key)
        return pair.outcome.overall.verdict if pair else None
    if one.spoken is None or (narrowed.part == "tool_version" and one.spoken.tool.version != narrowed.key):
        return None
    if narrowed.part == "domain":
        domain = _domain(one, narrowed)
        return domain.verdict if domain else None
    if narrowed.part == "theme":
        theme = one.spoken.themes.get(narrowed.key)
        return theme.verdict if theme else None
    return one.spoken.outcome.overall.verdict


def _domain(one: ToolDistance, narrowed: Narrowed) -> DomainChange | None:
    """The change in an area, where it was scored both times."""
    domains = one.spoken.outcome.domains if one.spoken else ()
    return next((domain for domain in domains if domain.domain == narrowed.key and domain.verdict), None)


def _reliably(told: Sequence[tuple[CaseRow, list[ToolDistance]]], why: str, narrowed: Narrowed) -> Found:
    """Who changed by more than the unreliability of the tool explains, measured by the spread of the starts."""
    found = [(row, domain, one) for row, said in told for one in said if (domain := _domain(one, narrowed))]
    spread = stdev(sorted(domain.start or 0 for _row, domain, _one in found)) if len(found) > 1 else 0.0
    for row, domain, one in found:
        assert one.spoken is not None  # it has a domain  # noqa: S101
        known = {part.key: part.reliability for part in one.spoken.tool.domains}.get(domain.domain)
        change = domain.change or 0
        index = None if known is None else reliable_change(change, spread, known)
        if index and index.reliable and (change > 0) == (why == "better"):
            yield Behind(row.id)
