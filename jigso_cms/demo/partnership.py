"""The partnership, its employers, teams, services and users. Running it again changes nothing."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from attrs import frozen

from accounts.models import Employer, Membership, Partnership, Team, User
from families.actions.services import load_service_versions, offer_to_teams
from families.models import Service
from jigso_cms.demo.people import ACCOUNTS, CASEWORK, DOOR, DOOR_BEFORE, EMPLOYERS, PASSWORD, STAYING, TEAMS, Account
from outcomes.actions.tools import load_tools

SINCE = date(2019, 4, 1)
SERVICE, FRONT_DOOR = "jig-so", "front-door"
OTHER_SERVICE = Path(__file__).resolve().parent / "services" / "staying-together-2025.toml"
"""A service of another kind. It is of the demonstration, and no installation is offered it."""


@frozen
class Place:
    """Where the demonstration happens."""

    partnership: Partnership
    team: Team
    service: Service
    door_team: Team
    door_before: Team
    front_door: Service
    staying_team: Team
    staying: Service
    users: dict[str, User]

    def user(self, account: Account) -> User:
        """The user of an account."""
        return self.users[account.email]


def settle() -> Place:
    """Make what is missing of the partnership and everybody who signs in."""
    partnership, _new = Partnership.objects.get_or_create(slug="swansea", defaults={"name": "Swansea partnership"})
    for slug, name in EMPLOYERS.items():
        Employer.objects.get_or_create(slug=slug, defaults={"name": name})
    teams = {slug: _team(partnership, slug, name) for slug, name in TEAMS.items()}
    load_service_versions(partnership=partnership, by=None)
    load_tools(partnership=partnership, by=None)
    service = Service.objects.get(partnership=partnership, slug=SERVICE)
    offer_to_teams(service=service, teams=[teams[CASEWORK]])
    front_door = Service.objects.get(partnership=partnership, slug=FRONT_DOOR)
    offer_to_teams(service=front_door, teams=[teams[DOOR], teams[DOOR_BEFORE]])
    staying = load_service_versions(partnership=partnership, files=(OTHER_SERVICE,), by=None)[0].service
    offer_to_teams(service=staying, teams=[teams[STAYING]])
    users = {account.email: _user(account, teams[account.team]) for account in ACCOUNTS}
    return Place(
        partnership=partnership, team=teams[CASEWORK], service=service, door_team=teams[DOOR],
        door_before=teams[DOOR_BEFORE], front_door=front_door, staying_team=teams[STAYING], staying=staying,
        users=users,
    )  # fmt: skip


PHONE = "01632 960100"
"""Of the range kept for drama."""


def _team(partnership: Partnership, slug: str, name: str) -> Team:
    return Team.objects.get_or_create(partnership=partnership, slug=slug, defaults={"name": name, "phone": PHONE})[0]


def _user(account: Account, team: Team) -> User:
    """Whoever is there already keeps what they changed, the password excepted."""
    user = User.objects.filter(email=account.email).first() or User(
        email=account.email,
        name=account.name,
        profession=account.profession,
        employer=Employer.objects.get(slug=account.employer),
        fte=Decimal(account.hours),
        language=account.language,
    )
    if not user.check_password(PASSWORD):
        user.set_password(PASSWORD)
        user.save()
    if not user.memberships.exists():
        Membership.objects.create(user=user, team=team, roles=[account.role.value], starts=SINCE)
    return user
