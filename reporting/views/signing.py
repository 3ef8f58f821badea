"""Signing a return off, and what was signed."""

from uuid import UUID

from attrs import evolve
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.errors import RuleBroken
from activity.readlog import Kind, record_access
from reporting import telling
from reporting.access import can
from reporting.actions.returns import sign_return
from reporting.actions.signatures import asks_for_two, sign_first, take_back, waiting_signature
from reporting.differences import ShownLine, changes_since
from reporting.documents import period_of_return
from reporting.drafts import draft_of
from reporting.errors import DraftMoved, FirstMoved, SignedMeanwhile
from reporting.figures import Figure
from reporting.forms.returns import SignForm
from reporting.indicators.registry import BY_KEY, layout_of, lines_of
from reporting.models import FirstSignature, Release, Return
from reporting.reading.changes import change_views
from reporting.reading.returns import kept_line_views
from reporting.views.returns import draft_context
from reporting.views.shared import find_return, find_version, scope_for


@requires(Permission.SIGN_RETURNS)
@require_POST
def sign(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """Freeze the draft as it was shown; if it has moved on, 409 and what is different."""
    made_for = find_return(request, return_id)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _draft_again(request, made_for, form)
    given = form.cleaned_data
    act = sign_first if asks_for_two(scope_for(made_for)) and not waiting_signature(made_for) else sign_return
    try:
        signed = act(made_for=made_for, shown=given["shown"], after=given["after"], why=given["why"], by=request.user)
    except DraftMoved as moved:
        return _moved(request, made_for, moved)
    except SignedMeanwhile as broken:
        messages.error(request, str(broken))
        context = draft_context(request, made_for, draft_of(scope_for(made_for)), why=given["why"])
        return render(request, "reporting/return.html", context, status=409)
    except RuleBroken as broken:
        form.refuse(broken)
        return _draft_again(request, made_for, form)
    if isinstance(signed, FirstSignature):
        messages.success(request, str(_("You have signed first. It is signed off once somebody else has signed too.")))
        return redirect("reporting:return", made_for.pk)
    messages.success(request, str(_("Version %(number)s is signed off.") % {"number": signed.number}))
    return redirect("reporting:versions", made_for.pk, signed.number)


@requires(Permission.SIGN_RETURNS)
@require_POST
def unsign(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """Take the first of two signatures back."""
    made_for = find_return(request, return_id)
    try:
        take_back(made_for=made_for, by=request.user)
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        messages.success(request, str(_("The first signature is taken back.")))
    return redirect("reporting:return", made_for.pk)


@requires(Permission.SEE_FIGURES)
@require_safe
def version(request: HttpRequest, return_id: UUID, number: int) -> HttpResponse:
    """A version as it was signed, and what would read differently now."""
    found = find_version(request, return_id, number)
    made_for, scope = found.made_for, scope_for(found.made_for)
    known = {**BY_KEY, **lines_of(scope.definition)}
    numbers = {key: one.number for key, one in known.items()}
    changes = change_views(changes_since(found, scope), made_for.service, request.user, numbers)
    titles = {group.key: str(group.title) for group in layout_of(scope.definition)}
    record_access(
        kind=Kind.OPENED, subject=made_for, reference=scope.period.label, detail={"part": f"version {number}"}
    )
    context = {
        "nav": "returns",
        "wide": True,
        "version": found,
        "return_": made_for,
        "period": scope.period,
        "groups": kept_line_views(found, titles, known),
        "numbers": numbers,
        "changes": changes,
        "release": Release.objects.filter(version=found).first(),
        "may_sign": can(request.user, Permission.SIGN_RETURNS, made_for.service),
        "may_export": can(request.user, Permission.EXPORT_RETURNS, made_for.service),
    }
    return render(request, "reporting/version.html", context)


def _draft_again(request: HttpRequest, made_for: Return, form: SignForm) -> HttpResponse:
    context = draft_context(request, made_for, draft_of(scope_for(made_for)), sign_form=form)
    return render(request, "reporting/return.html", context, status=400)


def _moved(request: HttpRequest, made_for: Return, moved: DraftMoved) -> HttpResponse:
    lines = [
        (one.label, *_then(one.shown, one.now), telling.value(one.now), telling.of(one.now)) for one in moved.changes
    ]
    context = {
        "nav": "returns", "error": moved, "return_": made_for, "period": period_of_return(made_for), "lines": lines,
        "first": waiting_signature(made_for), "since_first": isinstance(moved, FirstMoved),
    }  # fmt: skip
    return render(request, "reporting/moved.html", context, status=409)


def _then(shown: ShownLine | None, now: Figure | None) -> tuple[str, str]:
    """What was shown, written as the figure of now is."""
    if shown is None:
        return "–", ""
    return telling.value(evolve(now, value=shown.value)) if now else shown.value or "–", shown.of
