"""What can be computed of a service and a period: one function for each kind of run, and how much it has to read."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from attrs import frozen

from families.models import Service
from outcomes import removals
from outcomes.canonical import Fingerprint
from outcomes.models import OutcomeRun
from outcomes.reading.cohort import closed_within, distance_result
from outcomes.reading.comparison import comparison_result
from outcomes.reading.cost import cost_result
from outcomes.reading.course import course_result
from outcomes.reading.removals import removal_result

Result = dict[str, Any]


@frozen(kw_only=True)
class Asked:
    """What somebody wants to know. ``parameters`` hold ``as_of`` and what else the kind depends on."""

    service: Service
    kind: str
    first: date
    last: date
    parameters: Mapping[str, Any]

    @property
    def as_of(self) -> date:
        """The day up to which things are known."""
        return date.fromisoformat(self.parameters["as_of"])


def asked_by(run: OutcomeRun) -> Asked:
    """What a stored run was asked for."""
    return Asked(service=run.service, kind=run.kind, first=run.first_day, last=run.last_day, parameters=run.parameters)


def compute(asked: Asked, taken: Fingerprint) -> tuple[Result, list[str]]:
    """The result and the hashes of the definitions that it rests on. Raises ``RuleBroken`` for what cannot be."""
    taken.add([asked.kind, str(asked.service.pk), asked.first.isoformat(), asked.last.isoformat(), asked.parameters])
    return _KINDS[asked.kind](asked, taken)


def expected_rows(asked: Asked) -> int:
    """How many rows the computation will read, 0 where they are few."""
    if asked.kind == OutcomeRun.Kind.DISTANCE:
        return closed_within(asked.service, asked.first, asked.last).count()
    if asked.kind == OutcomeRun.Kind.REMOVALS:
        families = removals.families_open(asked.service, asked.first, asked.last).count()
        return families + removals.children_of_open_families(asked.service, asked.first, asked.last).count()
    return 0


def _distance(asked: Asked, taken: Fingerprint) -> tuple[Result, list[str]]:
    return distance_result(asked.service, asked.first, asked.last, taken)


def _removals(asked: Asked, taken: Fingerprint) -> tuple[Result, list[str]]:
    result = removal_result(asked.service, asked.first, asked.last, asked.as_of, taken)
    return result, _definitions(asked.service)


def _course(asked: Asked, taken: Fingerprint) -> tuple[Result, list[str]]:
    return course_result(asked.service, asked.first, asked.last, asked.as_of, taken), _definitions(asked.service)


def _cost(asked: Asked, taken: Fingerprint) -> tuple[Result, list[str]]:
    return cost_result(asked.service, asked.first, asked.last, asked.parameters, taken), _definitions(asked.service)


def _comparison(asked: Asked, taken: Fingerprint) -> tuple[Result, list[str]]:
    found = comparison_result(asked.service, asked.first, asked.last, asked.parameters, taken)
    return found, _definitions(asked.service)


def _definitions(service: Service) -> list[str]:
    """The definitions whose flags were copied into the rows when these were recorded."""
    return sorted(service.versions.values_list("source_hash", flat=True))


_KINDS: Mapping[str, Callable[[Asked, Fingerprint], tuple[Result, list[str]]]] = {
    OutcomeRun.Kind.DISTANCE: _distance,
    OutcomeRun.Kind.REMOVALS: _removals,
    OutcomeRun.Kind.COURSE: _course,
    OutcomeRun.Kind.COST: _cost,
    OutcomeRun.Kind.COMPARISON: _comparison,
}
