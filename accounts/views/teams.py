from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.actions import create_team
from accounts.forms import TeamForm
from accounts.models import Team
from accounts.roles import Permission
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
