"""Restricting a family to named people, and opening a record in an emergency."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from activity.errors import RuleBroken
from activity.readlog import Kind, record_access
from families.actions.gate import break_glass, end_restriction, restrict
from families.forms.gate import BreakGlassForm, RestrictForm
from families.naming import case_name
from families.querysets.shown import cases_shown_to, colleagues_on


@requires(Permission.BREAK_GLASS)
@require_http_methods(["GET", "POST"])
def glass(request: HttpRequest) -> HttpResponse:
    """Take an exact reference and a reason; open the case for an hour."""
    form = BreakGlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = break_glass(**form.cleaned_data, by=request.user)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _("Open to you for one hour. The manager of the team has been told."))
            return redirect("families:case", case_id=opened.case_id)
    status = 400 if form.errors else 200
    return render(request, "families/glass.html", {"form": form, "nav": "search"}, status=status)


@requires(Permission.RESTRICT)
@require_http_methods(["GET", "POST"])
def restrict_case(request: HttpRequest, case_id: Any) -> HttpResponse:
    """Name the only people who may see the family of this case from now on."""
    manageable = cases_shown_to(request.user).filter(team__in=request.user.teams_with(Permission.RESTRICT))
    case = get_object_or_404(manageable.select_related("family", "client"), pk=case_id)
    if request.method == "POST" and request.POST.get("lift"):
        end_restriction(family=case.family, on=timezone.localdate(), by=request.user)
        messages.success(request, _("The restriction ends today. From tomorrow the team sees the record again."))
        return redirect("families:case", case_id=case.pk)
    form = RestrictForm(request.POST or None, workers=colleagues_on(case), initial={"named": case.named_now()})
    if request.method == "POST" and form.is_valid():
        restrict(family=case.family, on=timezone.localdate(), by=request.user, **form.cleaned_data)
        messages.success(request, _("Only the people named can see this family now."))
        return redirect("families:case", case_id=case.pk)
    record_access(kind=Kind.OPENED, subject=case, detail={"part": "restriction"})
    restricted = case.family.is_restricted()
    context = {"form": form, "case": case, "name": case_name(case), "restricted": restricted, "nav": "cases"}
    return render(request, "families/restrict.html", context, status=400 if form.errors else 200)
