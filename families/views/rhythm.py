"""Visits of a case week by week, how often they are agreed, and the topics they covered."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from families.access import can_log_visit, can_write, check_can_write
from families.actions.rhythm import agree_rhythm
from families.days import today
from families.forms.rhythm import RhythmForm
from families.naming import case_name
from families.reading.rhythm import read_rhythm, read_topics
from families.rhythm import agreed_for
from families.views.shared import Page, create, find_case, refusal, serve
from ui.asked import posted


@requires(Permission.SEE_CASES)
@require_safe
def visits(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What was agreed beside what was done, week by week."""
    case = find_case(request, case_id)
    shown = read_rhythm(case, today(), _day(request.GET.get("before", "")))
    return _show(request, case, "visits", shown)


@requires(Permission.SEE_CASES)
@require_safe
def topics(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What of the parenting programme is covered, when and by whom, and what is left."""
    case = find_case(request, case_id)
    return _show(request, case, "topics", read_topics(case))


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def rhythm(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Agree how often to visit."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    form = RhythmForm(posted(request))
    page = Page(
        case=case,
        title=_("How often to visit"),
        button=_("Save"),
        done=_("Saved. Series are planned at this rhythm from now on."),
        back=reverse("families:visits", args=[case.pk]),
        intro=_said_now(case),
    )

    def save() -> Any:
        return agree_rhythm(case=case, by=request.user, **form.as_arguments())

    return serve(request, page, form, lambda: create(request, form, save))


def _said_now(case: Any) -> str:
    """What holds today, beside what is usual."""
    agreed = agreed_for(case)
    told = {"now": agreed.per_week(today()), "usual": replace(agreed, rhythms=()).per_week(today())}
    return _("Agreed now: %(now).1f visits a week. Usual for this case: %(usual).1f.") % told


def _show(request: HttpRequest, case: Any, part: str, shown: Any) -> HttpResponse:
    record_access(kind=Kind.OPENED, subject=case, detail={"part": part})
    context = {
        "nav": "cases",
        "case": case,
        "name": case_name(case),
        "part": part,
        "shown": shown,
        "may_write": can_write(request.user, case),
        "may_log": can_log_visit(request.user, case),
    }
    return render(request, f"families/{part}.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
