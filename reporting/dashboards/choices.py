"""By what a dashboard can be narrowed: the teams that the user watches, services, tiers, and workers: their members
and whoever held one of their cases."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from attrs import frozen
from django.db import connection
from django.db.models import Exists, OuterRef

from accounts.models import Team, User
from accounts.roles import Permission, roles_granting
from families.models import Case, Service

STATEMENT = """
SELECT 'team', t.id, t.name, t.partnership_id FROM accounts_team t WHERE t.id = ANY(%(teams)s::uuid[])
UNION ALL
SELECT DISTINCT 'service', s.id, s.name, s.partnership_id FROM families_service s
JOIN families_serviceteam o ON o.service_id = s.id
WHERE o.team_id = ANY(%(teams)s::uuid[]) AND s.kind = 'casework'
UNION ALL
SELECT DISTINCT 'worker', u.id, u.name, NULL::uuid FROM accounts_user u JOIN accounts_membership m ON m.user_id = u.id
WHERE m.team_id = ANY(%(teams)s::uuid[]) AND u.profession <> '' AND m.roles && %(roles)s::varchar[]
UNION
SELECT 'worker', u.id, u.name, NULL::uuid FROM accounts_user u JOIN families_allocation a ON a.worker_id = u.id
JOIN families_case c ON c.id = a.case_id
WHERE c.team_id = ANY(%(teams)s::uuid[])
   OR EXISTS (SELECT 1 FROM families_transfer t WHERE t.case_id = c.id AND t.from_team_id = ANY(%(teams)s::uuid[]))
UNION ALL
SELECT DISTINCT 'tier', NULL::uuid, c.tier, NULL::uuid FROM families_case c
WHERE c.team_id = ANY(%(teams)s::uuid[]) AND c.tier <> ''
ORDER BY 1, 3
"""

Listed = tuple[tuple[str, str], ...]


@frozen(kw_only=True)
class Choices:
    """Key and name of each."""

    partnerships: tuple[UUID, ...]
    team_ids: tuple[UUID, ...]
    teams: Listed
    services: Listed
    workers: Listed
    tiers: Listed


def choices_of(teams: Iterable[UUID]) -> Choices:
    """What these teams can be narrowed by; one statement."""
    bound: dict[str, list[Any]] = {
        "teams": list(teams),
        "roles": [str(role) for role in roles_granting(Permission.WORK_CASES)],
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, bound)
        rows = cursor.fetchall()

    def named(what: str) -> Listed:
        return tuple((str(key or name), name) for kind, key, name, _partnership in rows if kind == what)

    return Choices(
        partnerships=tuple(dict.fromkeys(row[3] for row in rows if row[0] == "team")),
        team_ids=tuple(row[1] for row in rows if row[0] == "team"),
        teams=named("team"),
        services=named("service"),
        workers=named("worker"),
        tiers=named("tier"),
    )


def teams_worked_in(user: User) -> set[UUID]:
    """A user's own teams, and those of others that have a case of theirs: an allocation opens it."""
    return {*user.teams_with(Permission.WORK_CASES), *Case.objects.named_on(user).values_list("team", flat=True)}


def teams_with_casework(partnerships: Iterable[UUID]) -> Iterable[UUID]:
    """The teams of the partnerships that offer a casework service, or have a case."""
    offering = Exists(Service.objects.casework().filter(teams=OuterRef("pk")))
    holding = Exists(Case.objects.filter(team=OuterRef("pk")))
    return Team.objects.filter(offering | holding, partnership__in=list(partnerships)).values_list("pk", flat=True)
