"""Who works in which team, what they carry, and in which order they are suggested."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language

from accounts.models import Membership, User
from accounts.roles import Permission, roles_granting
from activity.prepared import AnyOf, Together
from families.definition_of import definition_by_id
from families.definitions import ServiceDefinition
from families.models import ServiceTeam, ServiceVersion
from families.workload import Load, limit_of, loads_of


@dataclass(frozen=True)
class Crew:
    """The workers of one profession, most room first."""

    label: str
    loads: tuple[Load, ...]

    @property
    def points(self) -> float:
        return sum(load.points for load in self.loads)

    @property
    def limit(self) -> float:
        return sum(load.limit for load in self.loads)


@dataclass(frozen=True)
class Staff:
    """Who works in which team, with their loads."""

    teams: dict[UUID, set[UUID]]
    loads: dict[UUID, Load]

    def best(self, team: UUID, professions: Iterable[str], points: float, district: str, today: date) -> Load | None:
        """Who takes ``points`` more: there today, with room, in the district already, then with most room."""
        wanted = set(professions)
        found = [load for pk, load in self.loads.items() if load.worker.profession in wanted and team in self.teams[pk]]
        return min(found, key=lambda load: preference(load, points, district, today), default=None)


def preference(load: Load, points: float, district: str, today: date) -> tuple[bool, bool, bool, float, str]:
    """The order in which workers are suggested for ``points`` more in a ``district``: smallest first."""
    return (
        load.presence.is_away(today),
        load.would_be_over(points),
        not load.visits_in(district),
        load.points - load.limit,
        load.worker.name,
    )


def staff_of_team(team: UUID, today: date) -> dict[UUID, Load]:
    """The loads of the workers of one team."""
    return staff_in([team], today)[0].loads


def staff_in(teams: Iterable[UUID], today: date) -> tuple[Staff, list[ServiceDefinition]]:
    """Workers whose profession some slot asks for; managers among them where they fill one. Two queries."""
    rows = _ROWS(teams=list(teams), today=today)
    definitions = [definition_by_id(pk) for (pk,) in rows["versions"]]
    limits = {p: one for one in reversed(definitions) for slot in one.slots for p in slot.professions}
    held: dict[UUID, set[UUID]] = {}
    workers: dict[UUID, User] = {}
    for row in (one for one in rows["members"] if one.user.profession in limits):
        held.setdefault(row.user_id, set()).add(row.team_id)
        workers[row.user_id] = row.user
    most = {pk: limit_of(worker, limits[worker.profession]) for pk, worker in workers.items()}
    return Staff(held, loads_of(workers.values(), most, today)), definitions


def _versions(teams: list[UUID], today: date) -> QuerySet[ServiceVersion, tuple[UUID]]:
    offered = ServiceTeam.objects.filter(AnyOf("team", teams)).values("service")
    rows = ServiceVersion.objects.in_force(today).of_casework().filter(service__in=offered)
    return rows.order_by("service_id", "effective_from").values_list("pk")


def _members(teams: list[UUID], today: date) -> QuerySet[Membership, Membership]:
    able = Membership.objects.on(today).filter(roles__overlap=roles_granting(Permission.WORK_CASES))
    rows = able.filter(AnyOf("team", teams), user__is_active=True).select_related("user")
    return rows.order_by("starts", "pk")


_ROWS = Together(versions=_versions, members=_members)


def crews_of(staff: Staff, definitions: list[ServiceDefinition]) -> Iterable[Crew]:
    named = {
        one.key: one.label.text(get_language() or "en") for rules in reversed(definitions) for one in rules.professions
    }
    order = list(dict.fromkeys(p for rules in definitions for slot in rules.slots for p in slot.professions))
    for profession in order:
        loads = [load for load in staff.loads.values() if load.worker.profession == profession]
        loads.sort(key=lambda load: (load.points - load.limit, load.worker.name))
        if loads:
            yield Crew(named.get(profession, profession), tuple(loads))
