"""Planned leave, and passing everything on when somebody leaves."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.roles import Permission
from activity.errors import RuleBroken
from activity.readlog import Kind, record_access
from families.actions.absences import plan_absence, withdraw_absence
from families.actions.reassigning import reassign_all
from families.days import today
from families.forms.leaving import AbsenceForm, LeavingForm
from families.models import Absence
from families.reading.leave import find_worker, holders_among, leave_ahead, workers_of
from families.reading.reassigning import loads_then, read_leaving
from families.views.shared import create
from ui.asked import posted

FORM = ["GET", "HEAD", "POST"]


@requires(Permission.ALLOCATE)
@require_http_methods(FORM)
def leave(request: HttpRequest) -> HttpResponse:
    """Leave now and to come, and a form for more."""
    people = workers_of(request.user, today())
    form = AbsenceForm(posted(request), workers=people)
    if request.method == "POST" and form.is_valid():
        try:
            create(request, form, lambda: plan_absence(by=request.user, **form.as_arguments()))
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _("The leave is planned. The board counts with it."))
            return redirect("families:leave")
    record_access(kind=Kind.LISTED, detail={"list": "leave"})
    context = {"nav": "board", "form": form, "leave": leave_ahead(request.user, today())}
    context["leavers"] = holders_among(people, request.user, today())
    return render(request, "families/leave.html", context, status=400 if form.errors else 200)


@requires(Permission.ALLOCATE)
@require_POST
def leave_withdraw(request: HttpRequest, absence_id: UUID) -> HttpResponse:
    """Take planned leave back."""
    found = get_object_or_404(Absence.objects.visible_to(request.user).select_related("worker"), pk=absence_id)
    withdraw_absence(absence=found, by=request.user)
    messages.success(request, _("The leave is taken back."))
    return redirect("families:leave")


@requires(Permission.ALLOCATE)
@require_http_methods(FORM)
def reassign(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Pass on everything that somebody holds: choose, look at the plan, confirm."""
    leaver = find_worker(user_id, request.user)
    if leaver is None:
        raise Http404
    leaving = read_leaving(leaver, request.user, today(), today())
    form = LeavingForm(posted(request), leaving=leaving)
    record_access(kind=Kind.LISTED, detail={"list": "reassign", "worker": str(leaver.pk)})
    context: dict[str, Any] = {"nav": "board", "form": form, "leaving": leaving, "loads": []}
    if request.method == "POST" and form.is_valid():
        if "confirm" in request.POST and (answer := _confirmed(request, form, leaver)):
            return answer
        context["loads"] = loads_then(leaving, form.to)
    return render(request, "families/reassign.html", context, status=400 if form.errors else 200)


def _confirmed(request: HttpRequest, form: LeavingForm, leaver: Any) -> HttpResponse | None:
    """Do it; None where a rule was broken, which then stands in the form."""
    given = form.cleaned_data
    try:
        moved = reassign_all(
            leaver=leaver,
            last_day=given["last_day"],
            to=form.to,
            over_capacity_reason=given["over_capacity_reason"],
            by=request.user,
        )
    except RuleBroken as broken:
        form.refuse(broken)
        return None
    text = ngettext("%(n)s role is passed on", "%(n)s roles are passed on", moved.allocations) % {
        "n": moved.allocations
    }
    also = _("; with them %(tasks)s open tasks and %(visits)s planned visits.") % {
        "tasks": moved.tasks,
        "visits": moved.visits,
    }
    messages.success(request, text + also)
    return redirect(reverse("families:board"))
