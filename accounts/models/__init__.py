from accounts.models.employer import Employer
from accounts.models.membership import Membership
from accounts.models.partnership import Partnership
from accounts.models.team import Team
from accounts.models.user import User

__all__ = ["Employer", "Membership", "Partnership", "Team", "User"]
