from accounts.actions.memberships import add_membership, end_membership
from accounts.actions.teams import create_team
from accounts.actions.users import change_own_account, change_user, create_user, invite, use_language

__all__ = [
    "add_membership",
    "change_own_account",
    "change_user",
    "create_team",
    "create_user",
    "end_membership",
    "invite",
    "use_language",
]
