"""Who carries what: cases of each worker, weighted, against their hours, on a day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from attrs import frozen
from django.utils.translation import get_language

from accounts.roles import Permission, roles_granting
from families.definitions import ServiceDefinition
from reporting.dashboards.asked import Asked
from reporting.dashboards.common import COMMON, complex_on
from reporting.dashboards.counting import run

STATEMENT = f"""WITH {COMMON},
member AS (
    SELECT DISTINCT m.user_id FROM accounts_membership m
    WHERE m.team_id = ANY(%(teams)s::uuid[]) AND m.roles && %(roles)s::varchar[] AND m.starts <= %(on)s
      AND (m.ends IS NULL OR m.ends >= %(on)s)
),
carried AS (
    SELECT a.worker_id, a.slot, o.service_version_id, o.id AS case_id, {complex_on("o")} AS complex,
           EXISTS (SELECT 1 FROM scope s WHERE s.id = o.id) AS ours, a.starts >= %(recent)s AS recent,
           EXISTS (SELECT 1 FROM families_closure x WHERE x.case_id = o.id AND x.asked_on <= %(on)s
                   AND (x.signed_on IS NULL OR x.signed_on > %(on)s)
                   AND (x.refused_on IS NULL OR x.refused_on > %(on)s)) AS closing
    FROM open_case o JOIN families_allocation a ON a.case_id = o.id
    WHERE a.starts <= %(on)s AND (a.ends IS NULL OR a.ends >= %(on)s)
)
SELECT u.id, u.name, u.profession, u.fte, (
           SELECT max(ab.ends) FROM families_absence ab WHERE ab.worker_id = u.id AND ab.withdrawn_at IS NULL
             AND ab.starts <= %(on)s AND ab.ends >= %(on)s) AS away_until,
       c.slot, c.service_version_id, coalesce(c.complex, false), count(c.case_id),
       count(*) FILTER (WHERE c.ours), count(*) FILTER (WHERE c.ours AND c.recent),
       count(*) FILTER (WHERE c.ours AND c.closing), count(*) FILTER (WHERE c.ours AND c.complex)
FROM accounts_user u
LEFT JOIN carried c ON c.worker_id = u.id
WHERE (u.profession <> '' AND u.id IN (SELECT user_id FROM member))
   OR u.id IN (SELECT worker_id FROM carried WHERE ours)
GROUP BY u.id, u.name, u.profession, u.fte, c.slot, c.service_version_id, coalesce(c.complex, false)
"""  # noqa: S608  (no text of a user's)


@frozen(kw_only=True)
class WorkerLoad:
    """``cases``, ``new``, ``closing`` and ``complex`` are of the teams and filters asked about; ``points`` and
    ``carried`` of every open case of the worker, whatever the team.
    ``limit`` is that of their hours. ``away_until``: the last day of a leave that the day lies in.
    """

    worker: UUID
    name: str
    profession: str
    fte: float
    away_until: date | None = None
    cases: int = 0
    new: int = 0
    closing: int = 0
    complex: int = 0
    carried: int = 0
    points: float = 0.0
    limit: float = 0.0

    @property
    def percent(self) -> int | None:
        """Points of the limit in whole per cent; None where there is no limit."""
        return round(100 * self.points / self.limit) if self.limit else None

    @property
    def over(self) -> bool:
        return bool(self.limit) and self.points > self.limit + 1e-9


@frozen
class Crew:
    """The workers of one profession, most loaded first."""

    label: str
    workers: tuple[WorkerLoad, ...]

    @property
    def points(self) -> float:
        return round(sum(one.points for one in self.workers), 1)

    @property
    def limit(self) -> float:
        return round(sum(one.limit for one in self.workers), 1)


def crews_of(asked: Asked) -> list[Crew]:
    """Every worker of the teams, and whoever else holds one of their cases, by profession; one statement."""
    found = run(STATEMENT, asked, roles=[str(role) for role in roles_granting(Permission.WORK_CASES)])
    workers = list(_workers(found, asked))
    if asked.worker:
        workers = [one for one in workers if one.worker == asked.worker]
    else:  # who manages, and carries nothing, has neither a load nor a limit to set it against
        workers = [one for one in workers if one.limit or one.carried]
    labels = _labels(asked.definitions)
    grouped: dict[str, list[WorkerLoad]] = defaultdict(list)
    for one in workers:
        grouped[one.profession].append(one)
    order = [*labels, *sorted(grouped.keys() - labels.keys())]
    return [
        Crew(labels.get(key, key), tuple(sorted(grouped[key], key=lambda one: (-(one.percent or 0), one.name))))
        for key in order
        if key in grouped
    ]


def _workers(rows: Iterable[tuple[Any, ...]], asked: Asked) -> Iterable[WorkerLoad]:
    definitions = dict(zip((version.pk for version in asked.versions), asked.definitions, strict=True))
    people: dict[UUID, tuple[str, str, float, date | None]] = {}
    sums: dict[UUID, list[float]] = defaultdict(lambda: [0.0] * 6)
    for worker, name, profession, fte, away, slot, version, is_complex, carried, *ours in rows:
        people[worker] = name, profession, float(fte), away
        weight = _weight(definitions.get(version), slot, is_complex)
        for place, number in enumerate((*ours, carried, carried * weight)):
            sums[worker][place] += number
    for worker, (name, profession, fte, away) in people.items():
        cases, new, closing, complex_, carried, points = sums[worker]
        yield WorkerLoad(
            worker=worker,
            name=name,
            profession=profession,
            fte=fte,
            away_until=away,
            cases=int(cases),
            new=int(new),
            closing=int(closing),
            complex=int(complex_),
            carried=int(carried),
            points=round(points, 1),
            limit=round(_limit(profession, asked) * fte, 1),
        )


def _weight(definition: ServiceDefinition | None, slot: str | None, is_complex: bool) -> float:
    if definition is None or slot is None:
        return 0.0
    try:
        weight = definition.slot(slot).weight
    except KeyError:  # the slot of an earlier version that this one no longer has
        return 0.0
    return weight * (definition.caseload.complex_factor if is_complex else 1.0)


def _limit(profession: str, asked: Asked) -> float:
    """The limit of the latest definition that has a slot for the profession; 0 where none has."""
    for definition in reversed(asked.definitions):
        if any(profession in slot.professions for slot in definition.slots):
            return definition.caseload.limit
    return 0.0


def _labels(definitions: Iterable[ServiceDefinition]) -> dict[str, str]:
    language = get_language() or "en"
    return {one.key: one.label.text(language) for rules in definitions for one in rules.professions}
