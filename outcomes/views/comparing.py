"""Comparisons and cost: asked for here, computed by the worker, read on the page of their run."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.errors import RuleBroken
from activity.readlog import Kind, record_access
from families.views.shared import create
from outcomes.access import check_can_ask, first_day_of, services_with_figures
from outcomes.actions.comparisons import enter_comparison, withdraw_comparison
from outcomes.actions.runs import ask_run
from outcomes.forms.comparing import ComparisonForm, CostForm, DrawForm, cohorts_of
from outcomes.models import Comparison, OutcomeRun
from outcomes.periods import years_between
from outcomes.reading.run_lists import ListedRun, listed_runs
from ui.asked import posted

FORM = ["GET", "HEAD", "POST"]
LISTED = 20


@requires(Permission.SEE_FIGURES)
@require_safe
def comparisons(request: HttpRequest) -> HttpResponse:
    """What has been entered, what has been drawn from the records, and the way to more of both."""
    record_access(kind=Kind.LISTED, detail={"part": "comparisons"})
    return _comparisons(request, DrawForm(services=services_with_figures(request.user)))


@requires(Permission.SEE_FIGURES)
@require_POST
def comparison_draw(request: HttpRequest) -> HttpResponse:
    """Ask for a comparison of two cohorts out of the records."""
    form = DrawForm(request.POST, services=services_with_figures(request.user))
    if form.is_valid():
        service = form.service_chosen
        try:
            check_can_ask(request.user, service)
            run = ask_run(
                service=service,
                kind=OutcomeRun.Kind.COMPARISON,
                first_day=first_day_of(service),
                last_day=timezone.localdate(),
                more=form.more,
                by=request.user,
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return redirect("outcomes:run", run_id=run.pk)
    return _comparisons(request, form)


@requires(Permission.SEE_FIGURES)
@require_http_methods(FORM)
def comparison_new(request: HttpRequest) -> HttpResponse:
    """Enter two cohorts as rows."""
    form = ComparisonForm(posted(request), services=services_with_figures(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            made = create(
                request,
                form,
                lambda: enter_comparison(service=form.service_chosen, given=form.as_given(), by=request.user),
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return redirect("outcomes:run", run_id=_asked(made, request.user).pk)
    record_access(kind=Kind.LISTED, detail={"part": "comparison form"})
    context = {"nav": "outcomes", "form": form, "cohorts": [form.cohort(number) for number in (1, 2)]}
    return render(request, "outcomes/comparison.html", context, status=400 if form.errors else 200)


@requires(Permission.SEE_FIGURES)
@require_POST
def comparison_withdraw(request: HttpRequest, comparison_id: UUID) -> HttpResponse:
    """Take a wrong one out of the list."""
    found = get_object_or_404(Comparison.objects.visible_to(request.user), pk=comparison_id)
    try:
        withdraw_comparison(comparison=found, by=request.user)
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        messages.success(request, str(_("The comparison is withdrawn.")))
    return redirect("outcomes:comparisons")


@requires(Permission.SEE_FIGURES)
@require_http_methods(FORM)
def cost(request: HttpRequest) -> HttpResponse:
    """Choose what removals are set against; the sum stands on the page of its run."""
    services = list(services_with_figures(request.user))
    asked = str(request.POST.get("service", ""))
    service = next((one for one in services if str(one.pk) == asked), services[0] if services else None)
    form = _cost_form(request, services, service) if service else None
    if form and request.method == "POST" and form.is_valid():
        chosen, period = form.chosen
        try:
            check_can_ask(request.user, chosen)
            run = ask_run(
                service=chosen,
                kind=OutcomeRun.Kind.COST,
                first_day=period.first,
                last_day=period.last,
                more=form.more,
                by=request.user,
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return redirect("outcomes:run", run_id=run.pk)
    record_access(kind=Kind.LISTED, detail={"part": "cost"})
    context = {"nav": "outcomes", "form": form, "runs": _runs(request, OutcomeRun.Kind.COST)}
    return render(request, "outcomes/cost.html", context, status=400 if form and form.errors else 200)


def _asked(made: Any, user: Any) -> OutcomeRun:
    """The run over what was just entered, from the first day of the service to today."""
    today = timezone.localdate()
    more = {"way": "entered", "comparison": str(made.pk)}
    return ask_run(
        service=made.service, kind=OutcomeRun.Kind.COMPARISON, first_day=today, last_day=today, more=more, by=user
    )


def _comparisons(request: HttpRequest, form: DrawForm) -> HttpResponse:
    entered = Comparison.objects.visible_to(request.user).standing().select_related("service", "entered_by")
    context = {
        "nav": "outcomes",
        "form": form,
        "entered": list(entered.prefetch_related("cohorts").order_by("-entered_at")[:LISTED]),
        "runs": _runs(request, OutcomeRun.Kind.COMPARISON),
        "services": bool(form.fields["service"].choices),  # type: ignore[attr-defined]
    }
    return render(request, "outcomes/comparisons.html", context, status=400 if form.errors else 200)


def _runs(request: HttpRequest, kind: str) -> list[ListedRun]:
    """The latest runs of a kind with what they were asked."""
    found = OutcomeRun.objects.visible_to(request.user).filter(kind=kind).select_related("service", "entered_by")
    return listed_runs(list(found.defer("result").order_by("-pk")[:LISTED]))


def _cost_form(request: HttpRequest, services: list[Any], service: Any) -> CostForm:
    """The latest year that is over comes first to mind: of one that goes on not every removal is known."""
    years = years_between(first_day_of(service), timezone.localdate())
    return CostForm(
        posted(request),
        initial={"service": str(service.pk), "period": years[min(1, len(years) - 1)].key},
        services=services,
        periods=years,
        cohorts=cohorts_of(services),
    )
