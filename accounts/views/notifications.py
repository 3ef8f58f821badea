from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from activity.notify import acknowledge, acknowledge_all, notifications_of


@signed_in
@require_safe
def notification_list(request: HttpRequest) -> HttpResponse:
    """Show a user what they have been told, what is new first."""
    pages = Paginator(notifications_of(request.user), 25)
    context = {"page": pages.get_page(request.GET.get("page")), "nav": "notifications"}
    return render(request, "activity/notifications.html", context)


@signed_in
@require_POST
def acknowledge_one(request: HttpRequest, notification_id: UUID) -> HttpResponse:
    """Mark one's own notification as read."""
    notification = get_object_or_404(notifications_of(request.user), pk=notification_id)
    acknowledge(notification=notification, by=request.user)
    return redirect("accounts:notifications")


@signed_in
@require_POST
def acknowledge_everything(request: HttpRequest) -> HttpResponse:
    """Mark all of one's notifications as read."""
    acknowledge_all(user=request.user, by=request.user)
    messages.success(request, _("All notifications are marked as read."))
    return redirect("accounts:notifications")
