from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.actions import create_team
from accounts.actions.teams import change_phone
from accounts.forms import TeamForm, TeamPhoneForm
from accounts.models import Team
from accounts.roles import Permission
from activity.edits import StaleEdit, stale_page
from activity.errors import RuleBroken


@requires(Permission.MANAGE_USERS)
@require_http_methods(["GET", "HEAD", "POST"])
def team_list(request: HttpRequest) -> HttpResponse:
    """List the teams of the administrator's partnerships, and add one."""
    form = TeamForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            create_team(**form.cleaned_data, by=request.user)
        except RuleBroken as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("The team is added."))
            return redirect("accounts:teams")
    teams = Team.objects.visible_to(request.user).select_related("partnership").with_people_count()
    context = {"form": form, "teams": teams, "nav": "teams"}
    return render(request, "accounts/team_list.html", context, status=400 if form.errors else 200)


@requires(Permission.MANAGE_USERS)
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """The number that partner agencies are told to call for a team."""
    found = get_object_or_404(Team.objects.visible_to(request.user), pk=team_id)
    data = request.POST if request.method == "POST" else None
    form = TeamPhoneForm(data, initial={"phone": found.phone, "version": found.version})
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            change_phone(team=found, expected_version=given["version"], phone=given["phone"], by=request.user)
        except StaleEdit as stale:
            return stale_page(request, stale)
        messages.success(request, _("The number is saved."))
        return redirect("accounts:teams")
    context = {"form": form, "team": found, "nav": "teams"}
    return render(request, "accounts/team.html", context, status=400 if form.errors else 200)
