"""Clocks: those of a team, and why one of them has its day."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from families.querysets.shown import cases_shown_to, milestones_shown_to
from families.reading.clocks import ClockLine, recorded_at, with_names
from families.reading.team import read_team_clocks
from families.registries import links_of


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
    return render(request, "families/milestone.html", {"nav": "cases", "line": line, "case": case, "action": action})
