"""The front doors at which somebody works, with the definition in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from accounts.models import Team, User
from accounts.roles import Permission
from families.actions.services import VersionUnknown
from families.definition_of import front_door_of
from families.definitions import FrontDoorDefinition
from families.models import Service, ServiceVersion


def label_of(service: Service, team: Team) -> str:
    """Both names, or the team's alone where it begins with the service's."""
    return team.name if team.name.startswith(service.name) else f"{service.name}, {team.name}"


@dataclass(frozen=True)
class FrontDoor:
    """One team that takes contacts for one front-door service."""

    service: Service
    team: Team
    definition: FrontDoorDefinition

    @property
    def key(self) -> str:
        return f"{self.service.slug}.{self.team.slug}"

    @property
    def label(self) -> str:
        """``Front door, Early help team``; the team alone where it bears the name of its service."""
        return label_of(self.service, self.team)


def front_doors_for(user: User, on: date) -> list[FrontDoor]:
    """Every front door at which ``user`` records contacts, by name; three queries."""
    teams = user.teams_with(Permission.WORK_CONTACTS)
    if not teams:
        return []
    versions = ServiceVersion.objects.in_force(on).of_front_doors().filter(service__teams__in=teams).distinct()
    found = [
        FrontDoor(version.service, team, front_door_of(version))
        for version in versions.select_related("service").prefetch_related("service__teams")
        for team in version.service.teams.all()
        if team.pk in teams
    ]
    return sorted(found, key=lambda one: one.label)


def definitions_of(services: Iterable[UUID], on: date) -> dict[UUID, FrontDoorDefinition]:
    """The definitions in force on a day, by front door; one query."""
    versions = ServiceVersion.objects.in_force(on).of_front_doors().filter(service__in=set(services))
    return {version.service_id: front_door_of(version) for version in versions}


def definition_on(service: Service, on: date) -> FrontDoorDefinition:
    """The definition in force on a day, else the first one that came after. Raises ``VersionUnknown``."""
    versions = list(service.versions.order_by("effective_from"))
    applying = [one for one in versions if one.effective_from <= on] or versions[:1]
    if not applying:
        raise VersionUnknown(service.name)
    return front_door_of(applying[-1])


def definitions_newest_first(service: Service) -> list[FrontDoorDefinition]:
    """Every definition that the front door has had."""
    return [front_door_of(version) for version in service.versions.order_by("-effective_from")]
