"""What distance travelled is computed from: cases with their readings, a few queries for each five hundred."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal, cast
from uuid import UUID

from attrs import evolve, field, frozen

from families.definition_of import rules_of
from families.definitions.schema import ToolUse
from families.models import Case, Closure
from families.querysets.case import CaseQuerySet
from outcomes.canonical import digest_of
from outcomes.definition_of import tool_of
from outcomes.models import Assessment, Score, ToolVersion
from outcomes.reading.anchors import anchors_of
from outcomes.reading.groups import Groups, groups_of
from outcomes.statistics import Reading
from outcomes.tool_definitions import ToolDefinition

AT_ONCE = 500
Silences = Mapping[str, str]


@frozen(kw_only=True)
class ReadingRow:
    """A reading with its tool; ``silences`` holds why a domain has no score."""

    reading: Reading
    tool: ToolDefinition
    silences: Silences
    answered: bool


@frozen(kw_only=True)
class Ending:
    """Why and how a closed case ended. ``no_scores`` is the key of the reason given at closing."""

    reason: str
    is_loss: bool
    is_transfer: bool
    no_scores: str


@frozen(kw_only=True)
class CaseRow:
    """One case as the computation takes it in. ``anchors``: tool slug → fact and first day."""

    id: UUID
    reference: str
    closed_on: date | None
    ending: Ending | None
    tools: tuple[ToolUse, ...]
    anchors: Mapping[str, tuple[str, date]]
    readings: tuple[ReadingRow, ...]
    definition_hashes: frozenset[str] = field(factory=frozenset)
    groups: Groups = field(factory=dict)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of everything above but the groups, which only a cohort is told apart by."""
        return digest_of(_as_data(self))


def in_slices(cases: CaseQuerySet, size: int = AT_ONCE) -> Iterator[list[Case]]:
    """The cases by key, ``size`` at a time, so that memory does not grow with their number."""
    ordered = cases.select_related("service_version").defer("service_version__definition").order_by("pk")
    found = list(ordered[:size])
    while found:
        yield found
        found = list(ordered.filter(pk__gt=found[-1].pk)[:size])


def case_rows(cases: CaseQuerySet, *, grouped: bool = False) -> Iterator[CaseRow]:
    """One row for each case, by key; ``grouped``: with what a cohort is told apart by."""
    versions: dict[UUID, ToolVersion] = {}
    for some in in_slices(cases.select_related("pregnancy") if grouped else cases):
        groups = groups_of(some) if grouped else {}
        for row in rows_of(some, versions):
            yield evolve(row, groups=groups[row.id]) if grouped else row


def rows_of(cases: Sequence[Case], versions: dict[UUID, ToolVersion]) -> Iterator[CaseRow]:
    """One row for each of a few cases. ``versions`` keeps the tool versions met so far."""
    ids = [case.pk for case in cases]
    anchors, endings = anchors_of(cases), _endings(ids)
    readings = _readings(ids, versions)
    for case in cases:
        mine = tuple(readings[case.pk])
        yield CaseRow(
            id=case.pk,
            reference=case.reference,
            closed_on=case.closed_on,
            ending=endings.get(case.pk),
            tools=rules_of(case).tools,
            anchors=anchors[case.pk],
            readings=mine,
            definition_hashes=frozenset(
                [case.service_version.source_hash, *(versions[row.reading.version].source_hash for row in mine)]  # type: ignore[index]
            ),
        )


def _endings(ids: list[UUID]) -> dict[UUID, Ending]:
    signed = Closure.objects.filter(case__in=ids, signed_on__isnull=False, reopened_on__isnull=True)
    return {
        row.case_id: Ending(
            reason=row.reason,
            is_loss=row.is_loss,
            is_transfer=row.is_transfer,
            no_scores=row.end_scores_missing_reason,
        )
        for row in signed
    }


def _readings(ids: list[UUID], versions: dict[UUID, ToolVersion]) -> Mapping[UUID, list[ReadingRow]]:
    assessments = list(Assessment.objects.standing().filter(case__in=ids).order_by("case", "assessed_on", "id"))
    _learn({row.version_used_id for row in assessments}, versions)
    scores: dict[UUID, list[tuple[str, int | None, str]]] = defaultdict(list)
    rows = Score.objects.filter(assessment__case__in=ids).order_by("assessment", "domain__position")
    for reading, key, value, missing in rows.values_list("assessment", "domain__key", "value", "missing"):
        scores[reading].append((key, value, missing))
    found: dict[UUID, list[ReadingRow]] = defaultdict(list)
    for assessment in assessments:
        version = versions[assessment.version_used_id]
        found[assessment.case_id].append(_reading(assessment, version, scores[assessment.pk]))
    return found


def _learn(wanted: set[UUID], versions: dict[UUID, ToolVersion]) -> None:
    missing = wanted - versions.keys()
    if missing:
        versions.update(ToolVersion.objects.in_bulk(missing))


def _reading(row: Assessment, version: ToolVersion, scores: list[tuple[str, int | None, str]]) -> ReadingRow:
    return ReadingRow(
        reading=Reading(
            id=row.pk,
            version=row.version_used_id,
            respondent=row.respondent,
            point=cast(Literal["start", "interim", "end"], row.point),  # one of Point, as the database holds it
            on=row.assessed_on,
            scores={key: value for key, value, _silence in scores},
        ),
        tool=tool_of(version),
        silences={key: silence for key, _value, silence in scores if silence},
        answered=any(value is not None for _key, value, _silence in scores),
    )


def _as_data(row: CaseRow) -> dict[str, Any]:
    return {
        "case": str(row.id),
        "closed": row.closed_on and row.closed_on.isoformat(),
        "ending": row.ending and [row.ending.reason, row.ending.is_loss, row.ending.is_transfer, row.ending.no_scores],
        "anchors": {slug: [fact, day.isoformat()] for slug, (fact, day) in row.anchors.items()},
        "definitions": sorted(row.definition_hashes),
        "readings": [_reading_data(one) for one in row.readings],
    }


def _reading_data(row: ReadingRow) -> list[Any]:
    one = row.reading
    scores = [[key, value, row.silences.get(key, "")] for key, value in one.scores.items()]
    return [str(one.id), str(one.version), one.respondent, one.point, one.on.isoformat(), scores]
