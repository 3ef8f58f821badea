"""What a worker carries: weighted slots of open cases against hours."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from activity.prepared import AnyOf, Together
from families.definition_of import definition_by_id
from families.definitions import ServiceDefinition
from families.models import Allocation, Case, Cover
from families.querysets.dated import holds_on
from families.reading.areas import areas_among, homes_of_clients
from families.reading.leave import HERE, Presence, last_ahead, leave_of, presence_among


@dataclass(frozen=True)
class Load:
    """``points`` of open cases, against the ``limit`` for the worker's hours; ``covering``: cases of others."""

    worker: User
    points: float
    limit: float
    cases: int
    covering: int
    presence: Presence = HERE
    areas: Mapping[str, int] = field(default_factory=dict)

    def visits_in(self, district: str) -> int:
        """How many families of a postcode district the worker goes to already."""
        return self.areas.get(district, 0) if district else 0

    @property
    def free(self) -> float:
        """Points left; never below 0."""
        return max(0.0, self.limit - self.points)

    @property
    def over(self) -> float:
        """Points above the limit; never below 0."""
        return max(0.0, self.points - self.limit)

    def would_be_over(self, more: float) -> bool:
        """Whether ``more`` points would pass the limit."""
        return self.points + more > self.limit + 1e-9


def points_of(case: Case, slot: str, definition: ServiceDefinition) -> float:
    """What one slot of a case counts: the slot's weight, more where the case is complex."""
    return _points(definition, slot, bool(case.complexity))


def limit_of(worker: User, definition: ServiceDefinition) -> float:
    """The limit of a full-time worker, times the worker's hours."""
    return round(definition.caseload.limit * float(worker.fte), 1)


def loads_of(workers: Iterable[User], limits: dict[UUID, float], today: date) -> dict[UUID, Load]:
    """The load of each worker by id, allocations that begin later included; one query.

    ``limits`` are those of somebody who is there: planned leave of the coming four weeks is
    taken off. The load counts every open case, of whatever team and whoever may see it: it is a figure.
    """
    people = {worker.pk: worker for worker in workers}
    if not people:
        return {}
    rows = _ROWS(workers=list(people), today=today, last=last_ahead(today))
    points: dict[UUID, float] = defaultdict(float)
    cases: dict[UUID, int] = defaultdict(int)
    for worker, slot, complexity, version, number in rows["owned"]:
        points[worker] += _points(definition_by_id(version), slot, bool(complexity)) * number
        cases[worker] += number
    presences, areas = presence_among(rows["leave"], today), areas_among(rows["homes"])
    covering = dict(rows["covering"])
    return {
        pk: Load(
            worker=worker,
            points=round(points[pk], 1),
            limit=round(limits.get(pk, 0.0) * presences.get(pk, HERE).share, 1),
            cases=cases[pk],
            covering=covering.get(pk, 0),
            presence=presences.get(pk, HERE),
            areas=areas.get(pk, {}),
        )
        for pk, worker in people.items()
    }


def _owned(workers: list[UUID], today: date) -> QuerySet[Allocation, Any]:
    lasting = Q(AnyOf("worker", workers)) & (Q(ends__isnull=True) | Q(ends__gte=today))
    rows = Allocation.objects.filter(lasting, case__closed_on__isnull=True, case__merged_into=None)
    counted = rows.order_by().values("worker", "slot", "case__complexity", "case__service_version")
    return counted.annotate(n=Count("pk")).values_list(
        "worker", "slot", "case__complexity", "case__service_version", "n"
    )


def _covering(workers: list[UUID], today: date) -> QuerySet[Cover, Any]:
    rows = Cover.objects.filter(holds_on(today), AnyOf("worker", workers), allocation__case__in=Case.objects.open())
    counted = rows.order_by().values("worker").annotate(n=Count("allocation__case", distinct=True))
    return counted.values_list("worker", "n")


_ROWS = Together(owned=_owned, covering=_covering, leave=leave_of, homes=homes_of_clients)


def _points(definition: ServiceDefinition, slot: str, is_complex: bool) -> float:
    try:
        weight = definition.slot(slot).weight
    except KeyError:  # the slot of an earlier version that this one no longer has
        return 0.0
    return weight * (definition.caseload.complex_factor if is_complex else 1.0)
