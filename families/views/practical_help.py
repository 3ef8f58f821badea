"""The ledger of practical help: read with its sums, added to, put right."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.edits import StaleEdit
from activity.errors import RuleBroken
from activity.readlog import Kind, record_access
from families.access import can_write, check_can_write
from families.actions.practical_help import ask_help, edit_help
from families.forms.practical_help import HELD, HelpEditForm, HelpForm
from families.naming import case_name
from families.querysets.shown import practical_help_shown_to
from families.reading.practical_help import read_ledger
from families.views.shared import Page, create, find_case, refusal, serve, show, show_both
from ui.asked import page_number, posted

FORM = ["GET", "HEAD", "POST"]


@requires(Permission.SEE_CASES)
@require_safe
def practical_help(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What was asked for a family, what came of it, and the sums."""
    case = find_case(request, case_id)
    record_access(kind=Kind.OPENED, subject=case, detail={"part": "practical help"})
    context = {
        "nav": "cases",
        "case": case,
        "name": case_name(case),
        "ledger": read_ledger(case, page_number(request)),
        "may_write": can_write(request.user, case),
    }
    return render(request, "families/practical_help.html", context)


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def help_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Ask for something."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    form = HelpForm(posted(request), case=case)
    page = _page(case, title=_("Ask for practical help"), button=_("Add to the ledger"), done=_("It is in the ledger."))

    def save() -> Any:
        return ask_help(case=case, told=form.as_told(), by=request.user)

    return serve(request, page, form, lambda: create(request, form, save))


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def help_edit(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Say what came of a request, or put it right. Two at once: both versions are shown."""
    entry = get_object_or_404(practical_help_shown_to(request.user), pk=entry_id)
    case = find_case(request, entry.case_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    known = {name: getattr(entry, name) for name in (*HELD, "version")}
    form = HelpEditForm(posted(request), case=case, initial=known)
    page = _page(case, title=_("Practical help"), button=_("Save"), done=_("The ledger is saved."))
    if request.method != "POST" or not form.is_valid():
        return show(request, page, form)
    try:
        edit_help(entry=entry, expected_version=form.cleaned_data["version"], told=form.as_told(), by=request.user)
    except StaleEdit as stale:
        return show_both(request, page, form, stale)
    except RuleBroken as broken:
        form.refuse(broken)
        return show(request, page, form)
    messages.success(request, str(page.done))
    return redirect(page.back)


def _page(case: Any, **words: Any) -> Page:
    back = reverse("families:practical_help", args=[case.pk])
    return Page(case=case, template="families/help.html", back=back, **words)
