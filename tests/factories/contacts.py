"""A front door and what is told there. Everybody in it is invented."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Team, User
from accounts.roles import Role
from activity.keys import new_id
from referrals.actions.contacts import record_contact
from referrals.models import Contact
from tests.factories.accounts import user_with
from tests.factories.families import team_offering

SERVICE = "front-door"
_serial = iter(range(100_000))


def front_door(**details: Any) -> Team:
    """A team that takes contacts."""
    return team_offering(SERVICE, **details)


def door_worker(team: Team, **details: Any) -> User:
    """Somebody who records and decides them."""
    return user_with(Role.FRONT_DOOR, team=team, **details)


def told(**details: Any) -> dict[str, Any]:
    """What a school tells: a born child by name, nothing more."""
    number = next(_serial)
    return {
        "source": "school",
        "told_by": "Ann Ffug",
        "agency": "Ysgol Sampl",
        "given_name": f"Osian{number}",
        "family_name": f"Dychmygol{number}",
        "date_of_birth": date(2015, 1, 1) + timedelta(days=number % 3000),
        "reason": "Absent for three weeks.",
        **details,
    }


def contact_at(team: Team, *, received_on: date | None = None, by: User | None = None, **details: Any) -> Contact:
    """A contact at a front door, open."""
    return record_contact(
        service=team.services.get(),
        team=team,
        told=told(**details),
        received_on=received_on or timezone.localdate(),
        by=by or door_worker(team),
    )


def many_contacts(like: Contact, count: int, **changes: Any) -> None:
    """As many more of the same, without going through the actions."""
    fields = {field.attname: getattr(like, field.attname) for field in Contact._meta.concrete_fields}
    Contact.objects.bulk_create(
        Contact(**{**fields, "id": new_id(), "reference": f"FD-X-{next(_serial)}", **changes}) for _ in range(count)
    )
