"""What changed in one case, as the worker stores it and the nightly check counts it again."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from attrs import frozen
from django.db.models import Q

from families.models import Case, Child
from families.querysets.case import CaseQuerySet
from outcomes.canonical import digest_of
from outcomes.models import ToolVersion
from outcomes.reading.distance import SpokenPair, ToolDistance, distances_of
from outcomes.reading.figures import rounded
from outcomes.reading.rows import CaseRow, in_slices, rows_of
from outcomes.removals import with_first_separation
from outcomes.statistics import DomainChange, OverallChange, removal_band


@frozen
class CountedOutcome:
    """The outcome of one case, and the fingerprint of what it was computed from."""

    case_id: UUID
    reference: str
    result: dict[str, Any]
    fingerprint: str


def outcomes_of(cases: CaseQuerySet) -> Iterator[list[CountedOutcome]]:
    """The outcomes of many cases by key, a few hundred at a time with a constant number of queries."""
    versions: dict[UUID, ToolVersion] = {}
    for some in in_slices(cases):
        removed = _removed_children(some)
        yield [_counted(row, removed[row.id]) for row in rows_of(some, versions)]


def outcome_of(case: Case) -> CountedOutcome:
    """The outcome of one case."""
    [[found]] = outcomes_of(Case.objects.filter(pk=case.pk))
    return found


def _counted(row: CaseRow, children: list[dict[str, Any]]) -> CountedOutcome:
    result = {"tools": [_tool(one) for one in distances_of(row)], "children": children}
    return CountedOutcome(row.id, row.reference, result, digest_of([row.fingerprint, children]))


def _tool(one: ToolDistance) -> dict[str, Any]:
    return {
        "tool": one.slug,
        "anchor": {"fact": one.anchor[0], "on": one.anchor[1].isoformat()} if one.anchor else None,
        "speaker": one.speaker,
        "missing": one.missing,
        "pairs": {who: _pair(pair) for who, pair in one.pairs.items()},
    }


def _pair(spoken: SpokenPair) -> dict[str, Any]:
    outcome = spoken.outcome
    return {
        "version": spoken.tool.version,
        "start": {"id": str(outcome.pair.start.id), "on": outcome.pair.start.on.isoformat()},
        "end": {"id": str(outcome.pair.end.id), "on": outcome.pair.end.on.isoformat()},
        "late_start": outcome.pair.late,
        "overall": _overall(outcome.overall),
        "themes": {theme: _overall(change) for theme, change in spoken.themes.items()},
        "domains": [_domain(domain) for domain in outcome.domains],
    }


def _overall(change: OverallChange) -> dict[str, Any]:
    return {
        "answered": change.answered,
        "asked": change.asked,
        "mean": rounded(change.mean),
        "verdict": change.verdict,
    }


def _domain(one: DomainChange) -> dict[str, Any]:
    return {
        "key": one.domain,
        "start": one.start,
        "end": one.end,
        "change": one.change,
        "verdict": one.verdict,
        "ceiling": one.ceiling,
    }


def _removed_children(cases: Sequence[Case]) -> Mapping[UUID, list[dict[str, Any]]]:
    """For each case, the first separation of the children it is about, in the order of their keys."""
    pregnancies = {case.pregnancy_id for case in cases} - {None}
    about = Child.objects.filter(Q(pregnancy__in=pregnancies) | Q(pk__in={case.child_id for case in cases} - {None}))
    children = list(with_first_separation(about).filter(removed_on__isnull=False).order_by("pk"))
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for case in cases:
        mine = (
            one
            for one in children
            if case.child_id == one.pk or (case.pregnancy_id and case.pregnancy_id == one.pregnancy_id)
        )
        found[case.pk] = [_removal(one) for one in mine]
    return found


def _removal(child: Any) -> dict[str, Any]:
    return {
        "child": str(child.pk),
        "removed_on": child.removed_on.isoformat(),
        "band": removal_band(max(0, (child.removed_on - child.born).days)) if child.born else None,
        "never_went_home": bool(child.never_went_home),
        "returned_on": child.returned_on and child.returned_on.isoformat(),
    }
