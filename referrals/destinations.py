"""Where a user may send referrals: the services of their partnerships and the teams that offer them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch

from accounts.models import Team, User
from accounts.roles import Permission
from families.definition_of import definition_of
from families.definitions import ServiceDefinition
from families.models import Service, ServiceVersion
from referrals.front_doors import label_of


@dataclass(frozen=True)
class Destination:
    """One team that takes referrals for one service, under the version in force."""

    service: Service
    team: Team
    version: ServiceVersion

    @property
    def key(self) -> str:
        return f"{self.service.slug}.{self.team.slug}"

    @property
    def label(self) -> str:
        """``Jig-so, Swansea team``; the team alone where it bears the name of its service."""
        return label_of(self.service, self.team)

    @property
    def definition(self) -> ServiceDefinition:
        return definition_of(self.version)


def writes_down(user: User, team: Team) -> bool:
    """Whether ``user`` writes down what a team was told, and is not a referrer who follows the own referrals."""
    return not user.holds(Permission.SEE_OWN_REFERRALS) or user.holds(Permission.TRIAGE, team=team)


def destinations_for(user: User, on: date) -> list[Destination]:
    """Every destination open to ``user`` on a day, by name; two queries and one for the teams."""
    return destinations_in(user.partnerships_with(Permission.SEND_REFERRAL), on)


def destinations_in(partnerships: Collection[Any], on: date) -> list[Destination]:
    """Every destination of some partnerships on a day, by name; two queries and one for the teams."""
    if not partnerships:
        return []
    versions = ServiceVersion.objects.in_force(on).of_casework().filter(service__partnership__in=partnerships)
    rows = (
        versions.defer("definition")
        .select_related("service")
        .prefetch_related(Prefetch("service__teams", Team.objects.select_related("partnership")))
    )
    found = [
        Destination(version.service, team, version)
        for version in rows
        for team in version.service.teams.all()
        if team.is_active
    ]
    return sorted(found, key=lambda one: one.label)
