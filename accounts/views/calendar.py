"""The address of one's own calendar: made, shown once, revoked."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from accounts.calendar_feeds import make_feed, revoke_feed


@signed_in
@require_POST
def calendar_new(request: HttpRequest) -> HttpResponse:
    """Make an address and show it, once; an earlier one ends."""
    token = make_feed(by=request.user)
    address = request.build_absolute_uri(reverse("families:calendar_feed", args=[token]))
    return render(request, "accounts/calendar.html", {"address": address, "nav": "account"})


@signed_in
@require_POST
def calendar_revoke(request: HttpRequest) -> HttpResponse:
    """End the address."""
    revoke_feed(by=request.user)
    messages.success(request, _("The calendar’s address no longer works."))
    return redirect("accounts:me")
