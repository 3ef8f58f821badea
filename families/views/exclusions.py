"""Exclusions, for information governance: who never sees which family."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.roles import Permission
from activity.errors import RuleBroken
from activity.readlog import Kind, record_access
from families.actions.exclusions import end_exclusion, exclude
from families.forms.exclusions import ExclusionForm
from families.querysets.shown import exclusions_shown_to


@requires(Permission.MANAGE_EXCLUSIONS)
@require_http_methods(["GET", "POST"])
def exclusions(request: HttpRequest) -> HttpResponse:
    """Those in force, and a form for another one."""
    form = ExclusionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            exclude(**form.cleaned_data, on=timezone.localdate(), by=request.user)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _("The user no longer sees anything of this family."))
            return redirect("families:exclusions")
    rows = exclusions_shown_to(request.user)[:200]
    record_access(kind=Kind.LISTED, detail={"list": "exclusions", "rows": len(rows)})
    context = {"form": form, "rows": rows, "nav": "exclusions"}
    return render(request, "families/exclusions.html", context, status=400 if form.errors else 200)


@requires(Permission.MANAGE_EXCLUSIONS)
@require_POST
def exclusion_end(request: HttpRequest, exclusion_id: Any) -> HttpResponse:
    """End one."""
    exclusion = get_object_or_404(exclusions_shown_to(request.user), pk=exclusion_id)
    try:
        end_exclusion(exclusion=exclusion, by=request.user)
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        messages.success(request, _("The exclusion has ended."))
    return redirect("families:exclusions")
