"""Partner systems with their credentials. All of them are invented."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.actions.systems import add_system, issue_credential
from accounts.models import Credential, PartnerSystem, Scope, Team
from tests.factories.accounts import TeamFactory

_serial = iter(range(100_000))


def system_of(team: Team, **details: Any) -> PartnerSystem:
    """A maternity system of an agency."""
    return add_system(team=team, name=details.pop("name", f"Maternity {next(_serial)}"), by=None)


def agency_of(team: Team) -> Team:
    """An agency in the partnership of a team that takes referrals."""
    return TeamFactory(partnership=team.partnership)


def credential_of(system: PartnerSystem, *scopes: Scope, days: int = 30) -> tuple[Credential, str]:
    """A credential and its token; with every scope where none is named."""
    return issue_credential(
        system=system,
        scopes=scopes or tuple(Scope),
        expires_at=timezone.now() + timedelta(days=days),
        overlap=None,
        by=None,
    )


def token_for(team: Team) -> str:
    """The token of a system of some agency in the partnership of a team."""
    return credential_of(system_of(agency_of(team)))[1]


def bearer(token: str) -> dict[str, str]:
    """The header that shows a token."""
    return {"Authorization": f"Bearer {token}"}
