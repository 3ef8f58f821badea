"""Meetings of brothers and sisters planned together, and the report that we send before one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from families.access import check_can_write
from families.actions.invitations import record_report
from families.actions.series import plan_series
from families.definition_of import rules_of
from families.forms.series import ReportForm, SeriesForm
from families.naming import case_name
from families.reading.colleagues import colleagues_of
from families.reading.meetings import due_by_child, invitations_of, other_cases
from families.reading.people import people_of
from families.views.meetings import find_meeting, meeting_page
from families.views.shared import Page, create, find_case, refusal, serve
from ui.asked import posted

FORM = ["GET", "HEAD", "POST"]


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def series_new(request: HttpRequest, case_id: Any) -> HttpResponse:
    """Book several meetings at once, for this case and those of brothers and sisters."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    others = other_cases(case, request.user)
    due = due_by_child([case, *others])
    form = SeriesForm(
        posted(request),
        definition=rules_of(case),
        people=people_of(case),
        cases=[(one, f"{one.reference} {case_name(one)}") for one in others],
        colleagues=colleagues_of(case),
        initial={
            "workers": [str(request.user.pk)],
            "cases": [str(one.pk) for one in others],
            "day": max(due[0].due_on, timezone.localdate()) if due else None,
            "kind": due[0].kind if due else "",
        },
    )
    page = Page(
        case=case,
        title=_("Plan a series of meetings"),
        button=_("Book the series"),
        done=_("The series is booked."),
        template="families/series_new.html",
        context={"due": due},
    )
    made: list[Any] = []

    def save() -> Any:
        return plan_series(case=case, by=request.user, **form.as_arguments())[0]

    answer = serve(request, page, form, lambda: made.append(create(request, form, save)))
    return redirect("families:meeting", meeting_id=made[0].pk) if made else answer


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def meeting_report(request: HttpRequest, meeting_id: Any) -> HttpResponse:
    """Record that the report of one of ours was sent."""
    found, case = find_meeting(request, meeting_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    ours = [row for row in invitations_of(found, request.user) if row.worker]
    mine = next((str(row.pk) for row in ours if row.worker_id == request.user.pk), "")
    form = ReportForm(posted(request), invitations=ours, initial={"invitation": mine})
    page = meeting_page(found, case, _("Our report"), _("Save the day"), _("The day is saved."))

    def save() -> Any:
        return record_report(invitation=form.whose, sent_on=form.cleaned_data["sent_on"], by=request.user)

    return serve(request, page, form, save)
