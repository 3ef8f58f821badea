"""Reports that others are asked for: asked, received, called off."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from activity.edits import StaleEdit
from activity.errors import RuleBroken
from families.access import check_can_write
from families.actions.reports import ask_report, call_report_off, receive_report
from families.definition_of import rules_of
from families.forms.documents import CallOffForm, ReceiveForm, ReportForm
from families.querysets.shown import reports_shown_to
from families.reading.documents import report_words, said_of_report
from families.views.shared import Page, create, find_case, refusal, serve, show, show_both
from ui.asked import posted

FORM = ["GET", "HEAD", "POST"]


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def report_ask(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Write down that a report was asked for."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    form = ReportForm(posted(request), definition=rules_of(case))
    page = _page(case, _("Ask for a report"), _("Save"), _("Saved. A task reminds you when it is due."))

    def save() -> Any:
        given = {name: value for name, value in form.cleaned_data.items() if name != "key"}
        return ask_report(case=case, by=request.user, **given)

    return serve(request, page, form, lambda: create(request, form, save))


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Write down what came, or correct it. Two at once: both texts are shown, either can be kept."""
    found, case = _find(request, report_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    known = {name: value for name in ("received_on", "outcome", "version") if (value := getattr(found, name))}
    known["document"] = str(found.document_id or "")
    documents = case.documents.standing().order_by("-dated", "-id")
    form = ReceiveForm(posted(request), documents=documents, initial=known)
    intro = report_words(case, found)
    page = _page(case, _("The report has come"), _("Save"), _("What came is saved."), intro=intro)
    if request.method != "POST" or not form.is_valid():
        return show(request, page, form)
    given = form.cleaned_data
    try:
        receive_report(
            report=found, expected_version=given["version"], received_on=given["received_on"],
            outcome=given["outcome"], document=form.chosen, by=request.user,
        )  # fmt: skip
    except StaleEdit as stale:
        return show_both(request, page, form, stale, said_of_report)
    except RuleBroken as broken:
        form.refuse(broken)
        return show(request, page, form)
    messages.success(request, str(page.done))
    return redirect(page.back)


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def report_call_off(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Write down that it is not wanted any more, or was refused."""
    found, case = _find(request, report_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    form = CallOffForm(posted(request), initial={"version": found.version})
    page = _page(
        case, _("Call the report off"), _("Call it off"), _("The report is called off."),
        intro=report_words(case, found),
    )  # fmt: skip

    def save() -> Any:
        given = form.cleaned_data
        return call_report_off(report=found, expected_version=given["version"], reason=given["reason"], by=request.user)

    return serve(request, page, form, save)


def _find(request: HttpRequest, report_id: UUID) -> tuple[Any, Any]:
    found = get_object_or_404(reports_shown_to(request.user).select_related("task"), pk=report_id)
    case = find_case(request, found.case_id)
    found.case = case
    return found, case


def _page(case: Any, title: Any, button: Any, done: Any, **more: Any) -> Page:
    back = reverse("families:papers", args=[case.pk])
    return Page(case=case, title=title, button=button, done=done, back=back, **more)
