"""Today, caseloads and the case page."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from families.access import can_allocate, can_amend, can_log_visit, can_sign_closure, can_write
from families.querysets.shown import cases_shown_to
from families.reading.case_page import read_case
from families.reading.caseload import read_caseload
from families.reading.day_rest import REST, read_rest
from families.reading.quiet import read_quiet
from families.reading.supervision import to_hold
from families.reading.today import read_today
from families.views.shared import find_case
from ui.asked import page_number
from ui.fields import YEARS


@requires(Permission.WORK_CASES)
def today(request: HttpRequest) -> HttpResponse:
    """A practitioner's day; another day of the week by ``?day=``."""
    day = _asked_day(request)
    context = {
        "nav": "today",
        "today": timezone.localdate(),
        "page": read_today(request.user, day or _today()),
        "to_hold": to_hold(request.user, _today()),
    }
    record_access(kind=Kind.LISTED, detail={"list": "today"})
    return render(request, "families/today.html", context)


@requires(Permission.WORK_CASES)
def today_rest(request: HttpRequest, part: str) -> HttpResponse:
    """All of one part of a day, by pages, where Today shows the first twenty."""
    if part not in REST:
        raise Http404
    day, number = _asked_day(request) or _today(), page_number(request)
    context = {
        "nav": "today",
        "part": part,
        "day": day,
        "number": number,
        "page": read_rest(part, request.user, day, number),
        "back": f"{reverse('families:today')}?day={day.isoformat()}",
    }
    record_access(kind=Kind.LISTED, detail={"list": "today", "part": part})
    return render(request, "families/today_rest.html", context)


@requires(Permission.SEE_CASES)
def caseload(request: HttpRequest) -> HttpResponse:
    """My cases, those that need somebody first; with ``?whose=team`` every open case of the teams that may be seen."""
    whose = "team" if request.GET.get("whose") == "team" else "mine"
    number = page_number(request)
    page = read_caseload(request.user, _today(), whose=whose, number=number)
    record_access(kind=Kind.LISTED, detail={"list": "caseload", "whose": whose, "rows": len(page.lines)})
    context = {
        "nav": "cases",
        "whose": whose,
        "rows": page.lines,
        "number": number,
        "more": page.more,
        "today": _today(),
    }
    return render(request, "families/caseload.html", context)


@requires(Permission.SEE_CASES)
def quiet(request: HttpRequest) -> HttpResponse:
    """Open cases without contact for too long: mine, or with ``?whose=team`` those of the teams that may be seen."""
    whose = "team" if request.GET.get("whose") == "team" else "mine"
    visible = cases_shown_to(request.user)
    cases = visible if whose == "team" else visible.named_on(request.user)
    number = page_number(request)
    page = read_quiet(cases, _today(), number)
    record_access(kind=Kind.LISTED, detail={"list": "quiet", "whose": whose, "rows": len(page.lines)})
    context = {"nav": "cases", "whose": whose, "page": page, "number": number}
    return render(request, "families/quiet.html", context)


@requires(Permission.SEE_CASES)
def case(request: HttpRequest, case_id: Any) -> HttpResponse:
    """One case: who, when, what is due, what is agreed, what happened."""
    found = find_case(request, case_id)
    record_access(kind=Kind.OPENED, subject=found)
    context = {"nav": "cases", "page": read_case(found, request.user, _today()), "today": _today()}
    return render(request, "families/case.html", context | _may(request, found))


def _may(request: HttpRequest, found: Any) -> dict[str, bool]:
    return {
        "may_write": can_write(request.user, found),
        "may_amend": can_amend(request.user, found),
        "may_log": can_log_visit(request.user, found),
        "may_allocate": can_allocate(request.user, found),
        "may_sign": can_sign_closure(request.user, found),
    }


def _asked_day(request: HttpRequest) -> date | None:
    """The day of ``?day=``; None for what is no day, or none of these times."""
    try:
        found = parse_date(request.GET.get("day", ""))
    except ValueError:
        return None
    return found if found and found.year in YEARS else None


def _today() -> date:
    return timezone.localdate()
