from accounts.models.calendar import CalendarFeed, CalendarFeedUse
from accounts.models.employer import Employer
from accounts.models.membership import Membership
from accounts.models.partnership import Partnership
from accounts.models.system import Credential, CredentialUse, PartnerSystem, Scope
from accounts.models.team import Team
from accounts.models.user import User

__all__ = [
    "CalendarFeed",
    "CalendarFeedUse",
    "Credential",
    "CredentialUse",
    "Employer",
    "Membership",
    "PartnerSystem",
    "Partnership",
    "Scope",
    "Team",
    "User",
]
