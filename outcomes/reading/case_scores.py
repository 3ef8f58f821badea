"""What the scores page of one case shows: the change so far, and every sitting side by side."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from attrs import frozen
from django.utils.translation import gettext as _

from families.forms.common import words
from families.models import Case
from outcomes.definition_of import tool_of
from outcomes.models import Assessment, Missing, Point, Respondent
from outcomes.reading.distance import ToolDistance, distances_of
from outcomes.reading.rows import case_rows
from outcomes.statistics import verdict_of
from outcomes.tool_definitions import DomainDefinition, ToolDefinition

SHOWN = (Respondent.PARENT, Respondent.JOINT, Respondent.WORKER)


@frozen(kw_only=True)
class Cell:
    """One area as one respondent saw it at the start and now; ``change`` in the direction of better."""

    start: int | None
    now: int | None
    silence: str
    change: int | None
    verdict: str


@frozen(kw_only=True)
class AreaLine:
    """An area with a cell for each respondent, None where that respondent has no start and later reading."""

    label: str
    cells: tuple[Cell | None, ...]


@frozen(kw_only=True)
class Journey:
    """The change so far with one version of a tool. ``since`` and ``until`` are the first and last reading."""

    tool: ToolDefinition
    speakers: tuple[str, ...]
    lines: tuple[AreaLine, ...]
    since: date
    until: date


@frozen(kw_only=True)
class SittingLine:
    """An area in one sitting; ``apart`` is worker less parent, None where one of them gave no score."""

    label: str
    answers: tuple[str, ...]
    apart: int | None


@frozen(kw_only=True)
class Sitting:
    """Readings of one point on one day, beside each other."""

    tool: str
    point: str
    on: date
    readings: tuple[Assessment, ...]
    lines: tuple[SittingLine, ...]
    both: bool


@frozen(kw_only=True)
class CaseScores:
    """The whole page."""

    journeys: tuple[Journey, ...]
    sittings: tuple[Sitting, ...]
    withdrawn: tuple[Assessment, ...]
    distances: tuple[ToolDistance, ...]


def case_scores(case: Case) -> CaseScores:
    """Everything about the scores of a case, in a constant number of queries."""
    rows = (
        Assessment.objects.filter(case=case)
        .select_related("version_used__tool", "assessed_by", "withdrawn_by")
        .prefetch_related("scores__domain")
        .order_by("assessed_on", "id")
    )
    every = list(rows)
    readings = [one for one in every if one.withdrawn_at is None]
    [row] = list(case_rows(Case.objects.filter(pk=case.pk)))
    return CaseScores(
        journeys=tuple(_journeys(readings)),
        sittings=tuple(_sittings(readings)),
        withdrawn=tuple(one for one in every if one.withdrawn_at),
        distances=tuple(distances_of(row)),
    )


def speaker_word(respondent: str) -> str:
    """Whose scores, in the page's words."""
    return {
        Respondent.PARENT.value: _("Parent"),
        Respondent.WORKER.value: _("Worker"),
        Respondent.JOINT.value: _("Together"),
    }[respondent]


def values_of(reading: Assessment) -> dict[str, tuple[int | None, str]]:
    """Score and silence by area."""
    return {score.domain.key: (score.value, score.missing) for score in reading.scores.all()}


def _journeys(readings: Sequence[Assessment]) -> list[Journey]:
    versions = {reading.version_used_id: reading.version_used for reading in readings}
    found = []
    for pk, version in versions.items():
        mine = [one for one in readings if one.version_used_id == pk]
        ways = {who.value: _way([one for one in mine if one.respondent == who]) for who in SHOWN}
        known = {who: way for who, way in ways.items() if way}
        if known:
            found.append(_journey(tool_of(version), known))
    return found


def _way(readings: Sequence[Assessment]) -> tuple[Assessment, Assessment] | None:
    """From the first start reading to the latest one after it. An interim is never a start."""
    start = next((one for one in readings if one.point == Point.START), None)
    later = [one for one in readings if start and one.assessed_on > start.assessed_on]
    return (start, later[-1]) if start and later else None


def _journey(tool: ToolDefinition, ways: Mapping[str, tuple[Assessment, Assessment]]) -> Journey:
    values = {who: (values_of(start), values_of(now)) for who, (start, now) in ways.items()}
    lines = [
        AreaLine(
            label=words(domain.label),
            cells=tuple(_cell(tool, domain, *values[who]) for who in ways),
        )
        for domain in tool.domains
    ]
    return Journey(
        tool=tool,
        speakers=tuple(ways),
        lines=tuple(lines),
        since=min(start.assessed_on for start, _now in ways.values()),
        until=max(now.assessed_on for _start, now in ways.values()),
    )


def _cell(
    tool: ToolDefinition,
    domain: DomainDefinition,
    before: Mapping[str, tuple[int | None, str]],
    after: Mapping[str, tuple[int | None, str]],
) -> Cell:
    start, _why = before.get(domain.key, (None, ""))
    now, silence = after.get(domain.key, (None, ""))
    change = None if start is None or now is None else (now - start) * tool.scale.direction
    return Cell(
        start=start,
        now=now,
        silence=str(Missing(silence).label) if silence else "",
        change=change,
        verdict=verdict_of(change, tool.scale.threshold) if change is not None else "",
    )


def _sittings(readings: Sequence[Assessment]) -> list[Sitting]:
    """Newest first; what was answered on one day at one point stands side by side."""
    groups: dict[tuple[Any, ...], list[Assessment]] = {}
    for one in readings:
        groups.setdefault((one.assessed_on, one.point, one.version_used_id), []).append(one)
    return [_sitting(group) for group in reversed(groups.values())]


def _sitting(group: list[Assessment]) -> Sitting:
    order = [who.value for who in SHOWN]
    beside = sorted(group, key=lambda one: order.index(one.respondent))
    tool = tool_of(beside[0].version_used)
    values = {one.respondent: values_of(one) for one in beside}
    return Sitting(
        tool=words(tool.name),
        point=str(beside[0].get_point_display()),
        on=beside[0].assessed_on,
        readings=tuple(beside),
        lines=tuple(_sitting_line(domain, values) for domain in tool.domains),
        both={Respondent.PARENT.value, Respondent.WORKER.value} <= values.keys(),
    )


def _sitting_line(domain: DomainDefinition, values: Mapping[str, Mapping[str, tuple[int | None, str]]]) -> SittingLine:
    found = {who: mine.get(domain.key, (None, "")) for who, mine in values.items()}
    parent, worker = (found.get(who, (None, ""))[0] for who in (Respondent.PARENT.value, Respondent.WORKER.value))
    return SittingLine(
        label=words(domain.label),
        answers=tuple(_said(*answer) for answer in found.values()),
        apart=None if parent is None or worker is None else worker - parent,
    )


def _said(value: int | None, silence: str) -> str:
    if value is not None:
        return str(value)
    return str(Missing(silence).label) if silence else ""
