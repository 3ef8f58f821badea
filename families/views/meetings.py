"""Meetings: booking one, and the page of one with what can be done to it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from families.access import can_write, check_can_write
from families.actions.meetings import book_meeting, cancel_meeting, due_for, move_meeting
from families.actions.series import following, move_series
from families.definition_of import rules_of
from families.forms.meetings import CancelForm, MeetingForm, MoveForm, booked_values
from families.naming import case_name
from families.querysets.shown import meetings_shown_to
from families.reading.colleagues import colleagues_of
from families.reading.meetings import cases_of, kind_words, other_cases, read_meeting, records_to_write
from families.reading.people import people_of
from families.views.shared import Page, case_url, create, find_case, refusal, serve
from ui.asked import posted
from ui.filters import when


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_new(request: HttpRequest, case_id: Any) -> HttpResponse:
    """Book a meeting. One that was held already is booked for its day, then recorded on its page."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    form = MeetingForm(
        posted(request),
        definition=rules_of(case),
        people=people_of(case),
        cases=[(one, f"{one.reference} {case_name(one)}") for one in other_cases(case, request.user)],
        colleagues=colleagues_of(case),
        initial={"workers": [str(request.user.pk)], "kind": request.GET.get("kind", "")[:40]},
    )
    page = Page(
        case=case,
        title=_("Add a meeting"),
        button=_("Save the meeting"),
        done=_("The meeting is saved."),
        template="families/meeting_new.html",
        context={"due": _due_dates(case)},
    )
    made: list[Any] = []

    def save() -> Any:
        return book_meeting(case=case, by=request.user, **form.as_arguments())

    answer = serve(request, page, form, lambda: made.append(create(request, form, save)))
    return redirect("families:meeting", meeting_id=made[0].pk) if made else answer


@requires(Permission.SEE_CASES)
@require_safe
def meeting(request: HttpRequest, meeting_id: Any) -> HttpResponse:
    """What a meeting was about, who came, what was decided."""
    found, case = find_meeting(request, meeting_id)
    record_access(kind=Kind.OPENED, subject=case, detail={"part": "meeting", "meeting": str(found.pk)})
    context = {
        "nav": "cases",
        "case": case,
        "name": case_name(case),
        "page": read_meeting(found, case, request.user),
        "may_write": can_write(request.user, case),
        "back": case_url(case),
    }
    return render(request, "families/meeting.html", context)


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_move(request: HttpRequest, meeting_id: Any) -> HttpResponse:
    """Book a meeting for another time; the date by which it was due stays."""
    found, case = find_meeting(request, meeting_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    record = records_to_write(found, case, request.user)[0]
    later, first = following(found).count(), booked_values(found, record)
    form = MoveForm(posted(request), definition=rules_of(case), later=later, initial=first)
    page = meeting_page(found, case, _("Move the meeting"), _("Save the new time"), _("The meeting is moved."))
    if found.due_on:
        day = {"day": formats.date_format(found.due_on, "l j F Y")}
        page.effects = [_("It stays due by %(day)s. If the meeting is later, say why.") % day]

    def save() -> Any:
        given = form.cleaned_data
        move = move_series if given.get("together") else move_meeting
        return move(
            meeting=found,
            expected_version=given["version"],
            scheduled_for=form.moment(),
            place=given["place"],
            late_reason=given["late_reason"],
            by=request.user,
        )

    return serve(request, page, form, save)


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_cancel(request: HttpRequest, meeting_id: Any) -> HttpResponse:
    """Call a meeting off."""
    found, case = find_meeting(request, meeting_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    records = records_to_write(found, case, request.user)
    form = CancelForm(posted(request), records=records, initial={"version": found.version})
    page = meeting_page(found, case, _("Call the meeting off"), _("Call it off"), _("The meeting is called off."))
    page.effects = [_("The clock that asked for this meeting goes on running.")]

    def save() -> Any:
        given = form.cleaned_data
        return cancel_meeting(meeting=found, expected_version=given["version"], reasons=form.reasons(), by=request.user)

    return serve(request, page, form, save)


def find_meeting(request: HttpRequest, meeting_id: Any) -> tuple[Any, Any]:
    """The meeting and the case through which the user sees it; one that they may write on if there is."""
    shown = meetings_shown_to(request.user).select_related("family")
    found = get_object_or_404(shown, pk=meeting_id)
    cases = cases_of(found, request.user)
    return found, next((case for case in cases if can_write(request.user, case)), cases[0])


def meeting_page(found: Any, case: Any, title: Any, button: Any, done: Any, **more: Any) -> Page:
    """The frame of a form about one meeting."""
    return Page(
        case=case,
        title=title,
        button=button,
        done=done,
        intro=_which(found, case),
        back=reverse("families:meeting", args=[found.pk]),
        **more,
    )


def _which(found: Any, case: Any) -> str:
    """Its kind and its day, so that nobody moves or corrects another one."""
    day = found.held_on or found.scheduled_for
    kind = kind_words(case, found.kind)
    return f"{kind}, {when(day)}" if day else kind


def _due_dates(case: Any) -> list[tuple[str, Any]]:
    """Which kinds of meeting a clock waits for, and by when."""
    found = [(kind_words(case, one.key), due_for([case], one.key)) for one in rules_of(case).meetings]
    return sorted(((words, day) for words, day in found if day), key=lambda row: row[1])
