"""Where somebody starts: the page that their role works on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.access import signed_in
from accounts.roles import Permission

_STARTS = [
    (Permission.TRIAGE, "referrals:inbox"),
    (Permission.WORK_CASES, "families:today"),
    (Permission.SEE_CONTACTS, "referrals:contacts"),
    (Permission.MAKE_RETURNS, "reporting:returns"),
    (Permission.EXPORT_EXTRACT, "reporting:extracts"),
    (Permission.SEE_OWN_REFERRALS, "referrals:mine"),
    (Permission.READ_ACCESS_LOG, "accounts:access_log"),
    (Permission.MANAGE_USERS, "accounts:users"),
]


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Send everybody to their first page; somebody without a role to their own account."""
    for permission, view in _STARTS:
        if request.user.holds(permission):
            return redirect(view)
    return redirect("accounts:me")
