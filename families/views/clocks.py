"""Clocks: those of a team, and why one of them has its day."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from activity.errors import RuleBroken
from activity.readlog import Kind, record_access
from families.access import can_amend, check_can_amend
from families.actions.clock_reasons import Changed, explain_clock
from families.forms.clock_reasons import WhyForm
from families.querysets.shown import cases_shown_to, milestones_shown_to
from families.reading.clocks import ClockLine, recorded_at, with_names
from families.reading.team import read_team_clocks
from families.registries import links_of
from families.views.shared import Page, find_case, refusal, show
from ui.asked import posted


@requires(Permission.SEE_DASHBOARD)
def clocks(request: HttpRequest) -> HttpResponse:
    """What is overdue, what comes next and which roles nobody fills, in the manager's teams."""
    after = request.GET.get("after", "")
    page = read_team_clocks(request.user, timezone.localdate(), after=after)
    record_access(kind=Kind.LISTED, detail={"list": "clocks", "rows": len(page.late)})
    return render(request, "families/clocks.html", {"nav": "clocks", "page": page})


@requires(Permission.SEE_CASES)
def milestone(request: HttpRequest, case_id: Any, milestone_id: Any) -> HttpResponse:
    """Why this day: the rule, what started it, the sum, the source."""
    case = get_object_or_404(cases_shown_to(request.user), pk=case_id)
    rows = with_names(milestones_shown_to(request.user).filter(case=case))
    line = ClockLine(get_object_or_404(rows, pk=milestone_id), timezone.localdate())
    record_access(kind=Kind.OPENED, subject=case, detail={"part": "clock", "rule": line.milestone.rule})
    action = recorded_at(line, links_of(case, request.user))
    context = {"nav": "cases", "line": line, "case": case, "action": action}
    return render(request, "families/milestone.html", context | {"may_amend": can_amend(request.user, case)})


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_why(request: HttpRequest, case_id: Any, milestone_id: Any) -> HttpResponse:
    """Say why a clock is late, or was met early. Two at once: the second sees both reasons."""
    case = find_case(request, case_id)
    found = get_object_or_404(with_names(milestones_shown_to(request.user).filter(case=case)), pk=milestone_id)
    if refused := refusal(request, check_can_amend, case):
        return refused
    line = ClockLine(found, timezone.localdate())
    form = WhyForm(posted(request), initial={"why": found.why_late, "was": found.why_late})
    page = Page(
        case=case, title=_("Why this clock was not met on its day"), button=_("Save"), done=_("The reason is saved."),
        back=reverse("families:milestone", args=[case.pk, found.pk]),
        intro=_("%(clock)s, due %(day)s") % {"clock": line.title, "day": date_format(found.due_on, "l j F Y")},
    )  # fmt: skip
    if request.method != "POST" or not form.is_valid():
        return show(request, page, form)
    given, today = form.cleaned_data, timezone.localdate()
    try:
        explain_clock(milestone=found, why=given["why"], expected=given["was"], today=today, by=request.user)
    except Changed as changed:
        form.data = {**request.POST.dict(), "was": changed.current}
        told = [(one.label, one.current, one.attempted) for one in changed.differences()]
        answer = show(request, page, form, stale=changed, differences=told)
        answer.status_code = 409
        return answer
    except RuleBroken as broken:
        form.refuse(broken)
        return show(request, page, form)
    messages.success(request, str(page.done))
    return redirect(page.back)
