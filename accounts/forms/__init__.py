from accounts.forms.access_log import AccessLogForm
from accounts.forms.memberships import EndMembershipForm, MembershipForm
from accounts.forms.teams import TeamForm, TeamPhoneForm
from accounts.forms.users import OwnAccountForm, UserForm

__all__ = [
    "AccessLogForm",
    "EndMembershipForm",
    "MembershipForm",
    "OwnAccountForm",
    "TeamForm",
    "TeamPhoneForm",
    "UserForm",
]
