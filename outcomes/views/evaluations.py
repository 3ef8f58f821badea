"""What families say of the service: asked on a phone, with a name or without, and read without names."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.errors import RuleBroken
from activity.readlog import Kind, record_access
from families.access import can_amend, check_can_amend
from families.days import today
from families.naming import case_name
from families.views.shared import create, find_case, refusal
from outcomes.access import services_with_figures
from outcomes.actions.evaluations import record_anonymous, record_evaluation, rule_of
from outcomes.forms.evaluations import EvaluationForm
from outcomes.reading.evaluations import forms_of, forms_to_offer, summary_of
from ui.asked import posted

FORM = ["GET", "HEAD", "POST"]
YEAR = timedelta(days=365)


@requires(Permission.SEE_CASES)
@require_safe
def evaluations(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The forms that a family answered."""
    case = find_case(request, case_id)
    record_access(kind=Kind.OPENED, subject=case, detail={"part": "evaluations"})
    context = {
        "nav": "cases",
        "case": case,
        "name": case_name(case),
        "lines": forms_of(case),
        "may_write": can_amend(request.user, case),
    }
    return render(request, "outcomes/evaluations.html", context)


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def evaluation_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Ask a family what it thinks of the service."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_amend, case):
        return refused
    form = EvaluationForm(posted(request), rule=_rule(case.service_version))

    def save() -> Any:
        return record_evaluation(case=case, answered=form.as_answered(), by=request.user)

    back = reverse("outcomes:evaluations", args=[case.pk])
    return _ask(request, form, save, after=back, back=back, name=case_name(case), case=case)


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def evaluation_anonymous(request: HttpRequest) -> HttpResponse:
    """Ask without a name: the address, the row and the worker's list say nothing of the family."""
    offers = forms_to_offer(request.user, today())
    chosen = next((one for one in offers if str(one[0].pk) == request.GET.get("team", "")), None)
    if not offers:
        raise Http404
    team, version = chosen or offers[0]
    form = EvaluationForm(posted(request), rule=_rule(version))

    def save() -> Any:
        return record_anonymous(team=team, version=version, answered=form.as_answered(), by=request.user)

    page = reverse("outcomes:evaluation_anonymous")
    teams = [(one.name, f"{page}?team={one.pk}", one == team) for one, _version in offers]
    return _ask(request, form, save, after=f"{page}?team={team.pk}", teams=teams)


@requires(Permission.SEE_FIGURES)
@require_safe
def evaluations_of_service(request: HttpRequest) -> HttpResponse:
    """What families said in the last year, by service, without any name."""
    services = services_with_figures(request.user)
    shown = [summary_of(service, today() - YEAR, today()) for service in services]
    record_access(kind=Kind.LISTED, detail={"list": "evaluations"})
    return render(request, "outcomes/evaluations_of_service.html", {"nav": "outcomes", "shown": shown})


def _ask(request: HttpRequest, form: EvaluationForm, save: Any, *, after: str, **context: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            create(request, form, save)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, str(_("Thank you. The answers are kept.")))
            return redirect(after)
    if "case" in context:
        record_access(kind=Kind.OPENED, subject=context["case"], detail={"part": "evaluation form"})
    status = 400 if form.errors else 200
    return render(request, "outcomes/evaluation.html", {"nav": "", "form": form, **context}, status=status)


def _rule(version: Any) -> Any:
    """The service's form; 404 where it has none."""
    try:
        return rule_of(version)
    except RuleBroken as broken:
        raise Http404 from broken
