"""Outcomes of a service and period: asked for here, computed by the worker, read in plain words."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.errors import RuleBroken
from activity.readlog import Kind, record_access
from outcomes.access import check_can_ask, first_day_of, services_with_figures
from outcomes.actions.runs import ask_run, stop_run
from outcomes.forms.runs import RunForm
from outcomes.models import OutcomeCheck, OutcomeRun
from outcomes.periods import name_of, period_between, periods_between, year_of, year_period
from outcomes.reading.behind import Narrowed
from outcomes.reading.distance_page import distance_page
from outcomes.reading.left_out import left_out_cases
from outcomes.reading.other_pages import comparison_page, cost_page, course_page
from outcomes.reading.removals_page import removals_page
from outcomes.reading.run_lists import listed_runs
from ui.asked import page_number

KINDS = (OutcomeRun.Kind.REMOVALS, OutcomeRun.Kind.DISTANCE, OutcomeRun.Kind.COURSE)
LISTED = 20
PAGES: dict[str, Any] = {
    OutcomeRun.Kind.REMOVALS: removals_page,
    OutcomeRun.Kind.DISTANCE: distance_page,
    OutcomeRun.Kind.COURSE: course_page,
    OutcomeRun.Kind.COST: cost_page,
    OutcomeRun.Kind.COMPARISON: comparison_page,
}


@requires(Permission.SEE_FIGURES)
@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """The latest results of the service and period chosen, and every run before them."""
    form = _form(request, request.GET if request.GET.get("service") else None)
    if form is None:
        return render(request, "outcomes/runs.html", {"nav": "outcomes", "wide": True, "form": None})
    if not form.is_valid():
        return render(request, "outcomes/runs.html", {"nav": "outcomes", "wide": True, "form": form}, status=400)
    service, period = form.chosen
    record_access(kind=Kind.LISTED, detail={"part": "outcomes", "service": service.slug, "period": period.key})
    found = OutcomeRun.objects.visible_to(request.user).filter(
        service=service, first_day=period.first, last_day=period.last
    )
    parts = [_part(found, kind) for kind in KINDS]
    context = {
        "nav": "outcomes",
        "wide": True,
        "form": form,
        "service": service,
        "period": period,
        "parts": parts,
        "waiting": any(part["waiting"] for part in parts),
        "check": OutcomeCheck.objects.order_by("-pk").first(),
        **_older(request, service),
    }
    return render(request, "outcomes/runs.html", context)


@requires(Permission.SEE_FIGURES)
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for every run of a service and period; what waits already is not asked for twice."""
    form = _form(request, request.POST)
    if form is None or not form.is_valid():
        messages.error(request, str(_("Choose a service and a period from the lists.")))
        return redirect("outcomes:runs")
    service, period = form.chosen
    try:
        check_can_ask(request.user, service)
        for kind in KINDS:
            ask_run(service=service, kind=kind, first_day=period.first, last_day=period.last, by=request.user)
    except RuleBroken as broken:
        messages.error(request, str(broken))
    chosen = urlencode({"service": service.pk, "period": period.key})
    return redirect(f"{reverse('outcomes:runs')}?{chosen}")


@requires(Permission.SEE_FIGURES)
@require_safe
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """One run as it was computed, with what it was computed from."""
    found = get_object_or_404(
        OutcomeRun.objects.visible_to(request.user).select_related("service", "entered_by", "progress"), pk=run_id
    )
    record_access(kind=Kind.OPENED, subject=found)
    context = {
        "nav": "outcomes",
        "wide": True,
        "run": found,
        "part": _shown(found),
        "as_of": parse_date(str(found.parameters.get("as_of", ""))),
        "period_name": _named_period(found),
        "back": _way_back(found),
    }
    return render(request, "outcomes/run.html", context)


@requires(Permission.SEE_FIGURES)
@require_POST
def stop(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Stop a run that waits or is being computed."""
    found = get_object_or_404(OutcomeRun.objects.visible_to(request.user).select_related("service"), pk=run_id)
    try:
        stopped = stop_run(run=found, by=request.user)
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        words = {
            OutcomeRun.State.CANCELLED: _("The run is cancelled."),
            OutcomeRun.State.ASKED: _("The run stops as soon as its worker has finished the rows in hand."),
        }
        messages.success(request, str(words.get(OutcomeRun.State(stopped.state), _("The run had ended already."))))
    return redirect("outcomes:run", run_id=found.pk)


@requires(Permission.SEE_FIGURES)
@require_safe
def left_out(request: HttpRequest, run_id: UUID, figure: str, why: str) -> HttpResponse:
    """Which cases a figure counts, is out of, or left out for one reason, as their rows are today."""
    found = get_object_or_404(OutcomeRun.objects.visible_to(request.user).select_related("service"), pk=run_id)
    narrowed = Narrowed(**{name: request.GET.get(name, "") for name in ("tool", "part", "key")})
    listed = left_out_cases(found, figure, why, request.user, number=page_number(request), narrowed=narrowed)
    if listed is None:
        raise Http404
    detail = {"part": "left out", "figure": figure, "why": why, "rows": len(listed.rows), **narrowed.in_address}
    record_access(kind=Kind.LISTED, subject=found, detail=detail)
    context = {
        "nav": "outcomes",
        "run": found,
        "period_name": name_of(found.first_day, found.last_day),
        "listed": listed,
        "address": urlencode(narrowed.in_address),
    }
    return render(request, "outcomes/left_out.html", context)


def _named_period(found: OutcomeRun) -> str:
    """The year or quarter for the heading; nothing where the days under it say all there is."""
    period = period_between(found.first_day, found.last_day)
    return period.label if period else ""


def _way_back(found: OutcomeRun) -> tuple[Any, str]:
    """The page that a run was asked for on, in words and as an address: with its service and its period."""
    if found.kind == OutcomeRun.Kind.COST:
        return _("Cost avoided"), reverse("outcomes:cost")
    if found.kind == OutcomeRun.Kind.COMPARISON:
        return _("Comparisons"), reverse("outcomes:comparisons")
    period = period_between(found.first_day, found.last_day)
    chosen = urlencode({"service": found.service_id, "period": period.key}) if period else ""
    return _("Outcomes"), f"{reverse('outcomes:runs')}?{chosen}" if chosen else reverse("outcomes:runs")


def _form(request: HttpRequest, data: Any) -> RunForm | None:
    """The choice of service and period, the first service and the current year unless something was chosen."""
    services = list(services_with_figures(request.user))
    if not services:
        return None
    today = timezone.localdate()
    asked = str((data or {}).get("service", ""))
    service = next((one for one in services if str(one.pk) == asked), services[0])
    periods = periods_between(first_day_of(service), today)
    given = {
        "service": asked or str(service.pk),
        "period": (data or {}).get("period") or year_period(year_of(today)).key,
    }
    return RunForm(given, services=services, periods=periods)


def _part(runs_of_period: Any, kind: OutcomeRun.Kind) -> dict[str, Any]:
    """The newest done run of a kind, and what came after it."""
    of_kind = runs_of_period.filter(kind=kind).select_related("service", "progress").order_by("-pk")
    newest, done = of_kind.first(), of_kind.done().first()
    return {
        "kind": kind,
        "waiting": newest if newest and newest.state == OutcomeRun.State.ASKED else None,
        "failed": newest if newest and newest.state == OutcomeRun.State.FAILED else None,
        **(_shown(done) if done else {"run": None}),
    }


def _shown(found: OutcomeRun) -> dict[str, Any]:
    if found.state != OutcomeRun.State.DONE:
        return {"run": found, "page": None}
    return {"run": found, "page": PAGES[found.kind](found)}


def _older(request: HttpRequest, service: Any) -> dict[str, Any]:
    """Runs of the service, newest first, twenty at a time."""
    listed = OutcomeRun.objects.visible_to(request.user).filter(service=service).order_by("-pk")
    with suppress(KeyError, ValueError):
        listed = listed.filter(pk__lt=UUID(request.GET["before"]))
    rows = list(listed.select_related("entered_by").defer("result")[: LISTED + 1])
    return {
        "runs": listed_runs(rows[:LISTED]),
        "next": rows[LISTED - 1].pk if len(rows) > LISTED else None,
    }
