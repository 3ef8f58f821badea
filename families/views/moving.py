"""Booking a planned visit for another time."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from families.access import check_can_log_visit
from families.actions.moving import move_visit
from families.forms.plans import MoveForm
from families.views.shared import Page, refusal, serve
from families.views.visits import find_setting
from ui.asked import posted


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def visit_move(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Move a planned visit; the time it had stays in its history."""
    setting = find_setting(request, visit_id)
    if refused := refusal(request, check_can_log_visit, setting.case):
        return refused
    visit = setting.visit
    local = timezone.localtime(visit.planned_for) if visit.planned_for else None
    initial = {"version": visit.version, "day": local and local.date(), "time": local and local.time()}
    form = MoveForm(posted(request), cases=setting.cases_of_visit, initial=initial)
    page = Page(
        case=setting.case,
        title=_("Move a visit"),
        button=_("Move the visit"),
        done=_("The visit is moved."),
        template="families/visit_move.html",
        back=reverse("families:visit", args=[visit.pk]),
        context={"visit": visit},
    )

    def save() -> Any:
        return move_visit(
            visit=visit,
            expected_version=form.cleaned_data["version"],
            planned_for=form.moment,
            asked_by=form.cleaned_data["asked_by"],
            reasons=form.reasons(),
            by=request.user,
        )

    return serve(request, page, form, save)
