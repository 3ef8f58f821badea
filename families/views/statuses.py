"""Legal and child protection statuses: all of a case, a new one, the end of one."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from families.access import can_write, check_can_write
from families.actions.statuses import end_status, start_status
from families.definition_of import rules_of
from families.forms.statuses import StatusEndForm, StatusForm
from families.naming import case_name
from families.reading.people import people_of
from families.reading.statuses import status_lines
from families.views.shared import Page, case_url, create, find_case, refusal, serve
from ui.asked import posted


@requires(Permission.SEE_CASES)
@require_safe
def statuses(request: HttpRequest, case_id: Any) -> HttpResponse:
    """Every status of the people of a case, those in force first."""
    case = find_case(request, case_id)
    record_access(kind=Kind.OPENED, subject=case, detail={"part": "statuses"})
    context = {
        "nav": "cases",
        "case": case,
        "name": case_name(case),
        "lines": status_lines(case, request.user),
        "may_write": can_write(request.user, case),
        "back": case_url(case),
    }
    return render(request, "families/statuses.html", context)


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def status_new(request: HttpRequest, case_id: Any) -> HttpResponse:
    """Put somebody of the family, born or not, under a status."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    form = StatusForm(posted(request), people=people_of(case), definition=rules_of(case))
    page = Page(
        case=case,
        title=_("Add a status"),
        button=_("Save the status"),
        done=_("The status is saved. The clocks follow it."),
        back=reverse("families:statuses", args=[case.pk]),
    )

    def save() -> Any:
        given = form.cleaned_data
        return start_status(
            family=case.family,
            person=form.whom,
            definition=rules_of(case),
            kind=given["kind"],
            starts=given["starts"],
            ends=given["ends"],
            categories=given["categories"],
            by=request.user,
        )

    return serve(request, page, form, lambda: create(request, form, save))


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def status_end(request: HttpRequest, case_id: Any, status_id: Any) -> HttpResponse:
    """End a status on its last day."""
    case = find_case(request, case_id)
    line = next((one for one in status_lines(case, request.user) if one.status.pk == status_id), None)
    if line is None:
        raise Http404
    if refused := refusal(request, check_can_write, case):
        return refused
    form = StatusEndForm(posted(request))
    page = Page(
        case=case,
        title=_("End “%(status)s”") % {"status": line.label},
        button=_("End the status"),
        done=_("The status has ended. The clocks follow it."),
        intro=line.of_whom,
        back=reverse("families:statuses", args=[case.pk]),
    )

    def save() -> Any:
        return end_status(status=line.status, ends=form.cleaned_data["ends"], by=request.user)

    return serve(request, page, form, lambda: create(request, form, save))
