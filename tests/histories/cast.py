"""Who takes part in a history: one team that offers the service, and those who send to it."""

from datetime import date

from attrs import frozen

from accounts.models import Team, User
from accounts.roles import Role
from families.models import Service
from outcomes.models import ToolVersion
from tests.factories import families as make
from tests.factories.accounts import user_with
from tests.factories.outcomes import tool_version
from tests.factories.referrals import referrer

STARTS = (date(2024, 2, 20), date(2025, 10, 16), date(2025, 12, 15), date(2026, 3, 18))
"""Days before 29 February, before both changes of the clock, before Christmas and before Easter."""


@frozen
class Cast:
    """The team and its people; who owns a slot, who covers, who signs."""

    team: Team
    service: Service
    tool: ToolVersion
    managers: tuple[User, User]
    workers: tuple[User, ...]
    sender: User

    @property
    def staff(self) -> tuple[User, ...]:
        """Everybody who may write on a case."""
        return (*self.workers, *self.managers)


def furnish() -> Cast:
    """Make the team, its people and the tool that it uses."""
    team = make.team_offering()
    nursery_nurse = user_with(Role.PRACTITIONER, team=team, profession="nursery_nurse", name="Nia Ffug")
    return Cast(
        team=team,
        service=team.services.get(),
        tool=tool_version(team.partnership),
        managers=(make.manager(team, name="Mair Ffug"), make.manager(team, name="Huw Ffug")),
        workers=(
            make.midwife(team, name="Ann Ffug"),
            make.midwife(team, name="Bet Ffug"),
            make.parent_worker(team, name="Cai Ffug"),
            make.parent_worker(team, name="Dai Ffug"),
            nursery_nurse,
        ),
        sender=referrer(team, name="Sian Ffug"),
    )
