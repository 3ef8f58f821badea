"""Referrals as they come in. Everybody in them is invented."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Team, User
from accounts.roles import Role
from families.actions.services import offer_to_teams
from families.models import Case, Service
from families.nhs_numbers import synthetic
from referrals.actions.receiving import receive_referral
from referrals.models import Referral
from tests.factories.accounts import TeamFactory, user_with
from tests.factories.families import service_version, team_offering

_serial = iter(range(100_000))


def told(**details: Any) -> dict[str, Any]:
    """What a midwife tells at booking: a mother at 12+0 today, nothing missing."""
    today = timezone.localdate()
    number = next(_serial)
    known = {
        "client_kind": "mother",
        "given_name": f"Ffion{number}",
        "family_name": f"Dychmygol{number}",
        "date_of_birth": date(1996, 1, 1) + timedelta(days=number),
        "nhs_number": synthetic(1000 + number),
        "address": f"{number} Heol Prawf",
        "postcode": "SA1 3SN",
        "phone": f"07700 9{number:05d}",
        "due_date": today + timedelta(days=196),
        "due_date_source": "stated",
        "reason": "Low mood, insecure housing, no family nearby.",
        "safety_asked": True,
        "safe_channels": ["call", "text"],
        "consent": "given",
        "source": "community_midwife",
        "referrer_name": "Ann Ffug",
    }
    return {**known, **details}


def referral_to(
    team: Team, *, received_on: date | None = None, sent_by: User | None = None, **details: Any
) -> Referral:
    """A referral to a team that offers the service."""
    return receive_referral(
        service=_service_of(team),
        team=team,
        told=told(**details),
        received_on=received_on or timezone.localdate(),
        sent_by=sent_by,
        by=sent_by,
    )


def _service_of(team: Team) -> Service:
    """What the team offers already; loading the definitions anew for each referral would be slow."""
    return team.services.first() or service_version(team.partnership).service


def referrer(team: Team, **details: Any) -> User:
    """Somebody of a partner agency in the partnership of ``team``."""
    agency = TeamFactory(partnership=team.partnership)
    return user_with(Role.REFERRER, team=agency, **details)


def same_person_as(case: Case, **details: Any) -> dict[str, Any]:
    """The details of a referral for the client of a case."""
    client = case.client
    return {
        "given_name": client.given_name,
        "family_name": client.family_name,
        "date_of_birth": client.date_of_birth,
        "nhs_number": client.nhs_number,
        **details,
    }


def second_team(team: Team) -> Team:
    """Another team of the same partnership that offers the service."""
    other = TeamFactory(partnership=team.partnership)
    offer_to_teams(service=service_version(team.partnership).service, teams=[other])
    return other


__all__ = ["referral_to", "referrer", "same_person_as", "second_team", "team_offering", "told"]
