"""Scores of a case: read side by side, recorded on a phone, corrected while the case is open."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.drafts import discard_draft, draft_token, find_draft, save_draft
from activity.edits import StaleEdit, stale_page
from activity.errors import RuleBroken
from activity.idempotency import KeyReused
from activity.readlog import Kind, record_access
from families.access import can_write, check_can_write
from families.forms.common import words
from families.naming import case_name
from families.views.shared import create, find_case, refusal
from outcomes.actions.assessments import can_withdraw, edit_assessment, field_of, record_assessment
from outcomes.charts import journey_chart
from outcomes.definition_of import tool_of, tools_for
from outcomes.forms.assessments import AssessmentForm
from outcomes.models import Assessment
from outcomes.reading.case_scores import case_scores, speaker_word, values_of
from ui.asked import whole_number

DRAFT = "scores"
MOST_STEPS = 99
FORM = ["GET", "HEAD", "POST"]


@requires(Permission.SEE_CASES)
@require_safe
def scores(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Every reading, who said what, and the change so far."""
    case = find_case(request, case_id)
    shown = case_scores(case)
    record_access(kind=Kind.OPENED, subject=case, detail={"part": "scores"})
    writable = can_write(request.user, case)
    names = {use.slug: words(tool_of(version).name) for use, version in tools_for(case)}
    context = {
        "nav": "cases",
        "case": case,
        "name": case_name(case),
        "shown": shown,
        "charts": [journey_chart(journey) for journey in shown.journeys],
        "tools": [(use, names[use.slug]) for use, _version in tools_for(case)] if writable else [],
        "names": names,
        "words": words,
        "writable": writable,
        "speaker": speaker_word,
        "may_withdraw": lambda reading: can_withdraw(request.user, reading, case),
    }
    return render(request, "outcomes/scores.html", context)


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def assessment_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Record one reading."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    version = _version(request, case)
    place = f"{case.pk.hex}{version.pk.hex}"
    step = whole_number(request.GET.get("step", ""), most=MOST_STEPS)
    if step is not None:
        return _one_question(request, case, version, place, step)
    typed = _typed(request, place) or _same_sitting(request, case)
    form = _form(request, case, version, initial=typed)
    if request.method == "POST":
        return _record(request, case, version, form, place)
    return _show(request, case, form, place)


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def assessment(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Correct a reading."""
    found = get_object_or_404(
        Assessment.objects.visible_to(request.user).select_related("version_used"), pk=assessment_id
    )
    case = find_case(request, found.case_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    place = str(found.pk)
    form = _form(request, case, found.version_used, initial=_typed(request, place) or _as_saved(found))
    if request.method == "POST":
        return _correct(request, case, found, form, place)
    return _show(request, case, form, place, reading=found)


def _one_question(request: HttpRequest, case: Any, version: Any, place: str, step: int) -> HttpResponse:
    """One area a screen: each answer goes into the draft, which is looked over as a whole before it counts."""
    tool = tool_of(version)
    steps = len(tool.domains)
    if step > steps:
        raise Http404
    form = _form(request, case, version, initial=_typed(request, place) or _same_sitting(request, case))
    form.only(step)
    page = f"{reverse('outcomes:assessment_new', args=[case.pk])}?tool={tool.slug}"
    if request.method == "POST" and form.is_valid():
        _remember(request, place, _draft(request, place))
        return redirect(page if step == steps else f"{page}&step={step + 1}")
    record_access(kind=Kind.OPENED, subject=case, detail={"part": "scores form"})
    context = {
        "nav": "cases",
        "name": case_name(case),
        "form": form,
        "area": form.area(step),
        "step": step,
        "steps": steps,
        "whole": page,
        "back": f"{page}&step={step - 1}" if step else reverse("outcomes:scores", args=[case.pk]),
    }
    return render(request, "outcomes/question.html", context, status=400 if form.errors else 200)


def _record(request: HttpRequest, case: Any, version: Any, form: AssessmentForm, place: str) -> HttpResponse:
    _remember(request, place)
    if "draft" in request.POST:
        return _kept(request, case)
    if form.is_valid():
        try:
            made = create(
                request,
                form,
                lambda: record_assessment(case=case, version=version, given=form.as_given(), by=request.user),
            )
        except KeyReused:
            form.add_error(
                None, str(_("This form was sent before, and what it said then is saved. Look at the scores."))
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return _saved(request, case, place, made)
    return _show(request, case, form, place)


def _correct(request: HttpRequest, case: Any, reading: Assessment, form: AssessmentForm, place: str) -> HttpResponse:
    _remember(request, place)
    if "draft" in request.POST:
        return _kept(request, case)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            saved = edit_assessment(
                assessment=reading, expected_version=version, given=form.as_given(), by=request.user
            )
        except StaleEdit as stale:
            discard_draft(user=request.user, kind=DRAFT, subject_id=place)
            return stale_page(request, stale)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return _saved(request, case, place, saved)
    return _show(request, case, form, place, reading=reading)


def _saved(request: HttpRequest, case: Any, place: str, made: Any) -> HttpResponse:
    discard_draft(user=request.user, kind=DRAFT, subject_id=place)
    messages.success(request, str(_("The scores are saved.")))
    return redirect(f"{reverse('outcomes:scores', args=[case.pk])}?after={made.pk}")


def _kept(request: HttpRequest, case: Any) -> HttpResponse:
    messages.success(request, str(_("Kept as a draft. The scores count once you save them.")))
    return redirect("outcomes:scores", case_id=case.pk)


def _show(
    request: HttpRequest, case: Any, form: AssessmentForm, place: str, *, reading: Assessment | None = None
) -> HttpResponse:
    record_access(kind=Kind.OPENED, subject=case, detail={"part": "scores form"})
    context = {
        "nav": "cases",
        "case": case,
        "name": case_name(case),
        "form": form,
        "reading": reading,
        "draft": find_draft(user=request.user, kind=DRAFT, subject_id=place),
        "draft_token": draft_token(user=request.user, kind=DRAFT, subject_id=place),
        "tool_name": words(form.tool.name),
        "licence": words(form.tool.licence),
    }
    failed = request.method == "POST"
    return render(request, "outcomes/assessment.html", context, status=400 if failed else 200)


def _form(request: HttpRequest, case: Any, version: Any, *, initial: dict[str, Any]) -> AssessmentForm:
    parent = case.client.given_name or str(_("The parent"))
    data = request.POST if request.method == "POST" else None
    return AssessmentForm(data, initial=initial, tool=tool_of(version), parent=parent, worker=_("I, the worker"))


def _version(request: HttpRequest, case: Any) -> Any:
    """The tool asked for, else the first that the service uses; 404 where there is none."""
    wanted = request.GET.get("tool", "")
    for use, version in tools_for(case):
        if wanted in ("", use.slug):
            return version
    raise Http404


def _draft(request: HttpRequest, place: str) -> dict[str, Any]:
    """What was kept so far."""
    draft = find_draft(user=request.user, kind=DRAFT, subject_id=place)
    return dict(draft.data) if draft else {}


def _remember(request: HttpRequest, place: str, before: dict[str, Any] | None = None) -> None:
    kept = {name: request.POST.get(name, "") for name in request.POST if name not in ("key", "draft")}
    save_draft(user_id=request.user.pk, kind=DRAFT, subject_id=place, data={**(before or {}), **kept})


def _typed(request: HttpRequest, place: str) -> dict[str, Any]:
    """A draft as initial values; the version it was begun with stays, so that a stale edit is noticed."""
    draft = find_draft(user=request.user, kind=DRAFT, subject_id=place)
    if draft is None:
        return {}
    data = {name: value for name, value in draft.data.items() if isinstance(value, str) and name != "key"}
    day = tuple(data.get(f"assessed_on-{part}", "") for part in ("day", "month", "year"))
    return {**data, **({"assessed_on": day} if any(day) else {})}


def _same_sitting(request: HttpRequest, case: Any) -> dict[str, Any]:
    """Point and day of a reading just saved, for the other respondent's; never its scores."""
    try:
        pk = UUID(request.GET.get("after", ""))
    except ValueError:
        return {}
    before = Assessment.objects.visible_to(request.user).filter(case=case, pk=pk).first()
    return {"point": before.point, "assessed_on": before.assessed_on} if before else {}


def _as_saved(reading: Assessment) -> dict[str, Any]:
    answers = {field_of(key): silence or str(value) for key, (value, silence) in values_of(reading).items()}
    return {
        "version": reading.version,
        "point": reading.point,
        "respondent": reading.respondent,
        "assessed_on": reading.assessed_on,
        "note": reading.note,
        **answers,
    }
