"""Visits: planned, logged, read, taken back, cancelled."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.roles import Permission
from activity.drafts import discard_draft, save_draft
from activity.errors import RuleBroken
from activity.readlog import Kind, record_access
from families.access import check_can_log_visit
from families.actions.visit_series import plan_series
from families.actions.visits import (
    cancel_visit,
    check_draft_is_theirs,
    is_unsigned,
    throw_away_draft,
    undo_recording,
)
from families.forms.plans import CancelForm, PlanForm
from families.querysets.shown import cases_shown_to, visits_shown_to
from families.reading.visits import as_typed, read_visit
from families.views.logging import DRAFT_KIND, log
from families.views.shared import Page, case_url, create, find_case, refusal, serve
from families.visit_setting import VisitSetting, setting_for_case, setting_for_visit
from ui.asked import posted

FORM = ["GET", "HEAD", "POST"]


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def visit_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Log a visit that nobody had planned."""
    case = find_case(request, case_id)
    if request.method != "POST" and (refused := refusal(request, check_can_log_visit, case)):
        return refused
    return log(request, setting_for_case(case, request.user))


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def visit_log(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Log what became of a planned visit, or go on with a draft."""
    setting = find_setting(request, visit_id)
    if request.method != "POST" and not is_unsigned(setting.visit):
        return redirect("families:visit", visit_id=visit_id)
    if request.method != "POST" and (refused := _refused(request, setting)):
        return refused
    return log(request, setting)


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def visit_plan(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Plan one visit, or a series as often as is agreed."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_log_visit, case):
        return refused
    setting = setting_for_case(case, request.user)
    form = PlanForm(posted(request), setting=setting)
    page = Page(
        case=case,
        title=_("Plan visits"),
        button=_("Plan"),
        done=_("Planned."),
        template="families/visit_plan.html",
    )

    def save() -> Any:
        return plan_series(by=request.user, **form.as_arguments())[0]

    return serve(request, page, form, lambda: create(request, form, save))


@requires(Permission.SEE_CASES)
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """One visit as it was recorded, with what was added to its notes."""
    found = _reached(request, visit_id)
    if found.pk != visit_id:
        return redirect("families:visit", visit_id=found.pk)
    page = read_visit(found, request.user)
    record_access(kind=Kind.OPENED, subject=found, reference=page.case.reference)
    return render(request, "families/visit.html", {"nav": "cases", "page": page, "visit": found})


@requires(Permission.WORK_CASES)
@require_POST
def visit_undo(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Take back one's signature within ten minutes; what was told is offered again."""
    setting = find_setting(request, visit_id)
    typed = as_typed(setting)
    try:
        undo_recording(visit=setting.visit, by=request.user)
    except RuleBroken as broken:
        messages.error(request, str(broken))
        return redirect("families:visit", visit_id=visit_id)
    save_draft(user_id=request.user.pk, kind=DRAFT_KIND, subject_id=setting.draft_subject, data=typed)
    messages.success(request, str(_("Signing is undone. The note is a draft again.")))
    return redirect("families:visit_log", visit_id=visit_id)


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def visit_cancel(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Cancel a planned visit, saying who did."""
    setting = find_setting(request, visit_id)
    if refused := refusal(request, check_can_log_visit, setting.case):
        return refused
    form = CancelForm(posted(request), cases=setting.cases_of_visit)
    page = Page(
        case=setting.case,
        title=_("Cancel a visit"),
        button=_("Cancel the visit"),
        done=_("The visit is cancelled."),
        template="families/visit_cancel.html",
        context={"visit": setting.visit},
    )

    def save() -> Any:
        who = form.cleaned_data["cancelled_by"]
        return cancel_visit(visit=setting.visit, cancelled_by=who, reasons=form.reasons(), by=request.user)

    return serve(request, page, form, save)


@requires(Permission.WORK_CASES)
@require_POST
def visit_discard(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Throw one's draft away; a planned visit stays planned."""
    setting = find_setting(request, visit_id)
    try:
        throw_away_draft(visit=setting.visit, by=request.user)
    except RuleBroken as broken:
        messages.error(request, str(broken))
        return redirect("families:visit_log", visit_id=visit_id)
    return _thrown_away(request, setting)


@requires(Permission.WORK_CASES)
@require_POST
def visit_new_discard(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Throw away what was typed for a visit that is not in any record yet."""
    case = get_object_or_404(cases_shown_to(request.user), pk=case_id)
    return _thrown_away(request, VisitSetting(case=case, user=request.user))


def _refused(request: HttpRequest, setting: VisitSetting) -> HttpResponse | None:
    """The page that says why not: the case is not theirs to write on, or a colleague's draft stands there."""

    def check(user: Any, case: Any) -> None:
        check_can_log_visit(user, case)
        check_draft_is_theirs(setting.visit, user)

    return refusal(request, check, setting.case)


def _thrown_away(request: HttpRequest, setting: VisitSetting) -> HttpResponse:
    discard_draft(user=request.user, kind=DRAFT_KIND, subject_id=setting.draft_subject)
    messages.success(request, str(_("The draft is thrown away.")))
    return redirect(case_url(setting.case))


def _reached(request: HttpRequest, visit_id: UUID) -> Any:
    """The visit, or the part of it that is left to the user since a colleague recorded another part."""
    found = visits_shown_to(request.user).under(visit_id)
    if found is None:
        raise Http404
    return found


def find_setting(request: HttpRequest, visit_id: UUID) -> VisitSetting:
    """The visit in the case of it that is nearest to the user; 404 where they may see none."""
    setting = setting_for_visit(_reached(request, visit_id), request.user)
    if setting is None:
        raise Http404
    return setting
