"""A referrer's own referrals: how they stand, and nothing more."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from families.days import today
from referrals.intake import rules_of
from referrals.reading.begun import begun_by
from referrals.reading.own import find_own, own_line, read_own


@requires(Permission.SEE_OWN_REFERRALS)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The own referrals with their state and whom to call, and those that were begun."""
    rows, following = read_own(request.user, before=request.GET.get("before", "").replace("\x00", ""))
    record_access(kind=Kind.LISTED, detail={"list": "own_referrals", "rows": len(rows)})
    context = {"nav": "my_referrals", "rows": rows, "next": following, "begun": begun_by(request.user)}
    return render(request, "referrals/mine.html", context)


@requires(Permission.SEE_OWN_REFERRALS)
@require_safe
def sent(request: HttpRequest, referral_id: Any) -> HttpResponse:
    """What was received, under which reference, and how it stands."""
    referral = get_object_or_404(find_own(request.user).select_related("service"), pk=referral_id)
    record_access(kind=Kind.OPENED, subject=referral, detail={"part": "sent"})
    within = rules_of(referral.service, today()).intake.acknowledge_working_days
    context = {
        "nav": "my_referrals",
        "line": own_line(referral),
        "just_sent": "sent" in request.GET,
        "acknowledged_within": within,
    }
    return render(request, "referrals/sent.html", context)
