"""The list of returns, opening one, and the draft as it stands now."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.edits import StaleEdit, stale_page
from activity.errors import RuleBroken
from activity.readlog import Kind, record_access
from reporting.access import can, services_returned_by
from reporting.actions.returns import open_return, save_commentary
from reporting.actions.signatures import asks_for_two, waiting_signature
from reporting.differences import shown_lines
from reporting.documents import period_of_return
from reporting.drafts import Draft, draft_of
from reporting.forms.returns import CommentaryForm, NewReturnForm, SignForm, commentary_initial, pack
from reporting.models import Return
from reporting.periods import has_ended
from reporting.reading.returns import line_views, listed_returns
from reporting.views.shared import find_return, scope_for
from ui.forms import attempt

LISTED = 100


@requires(Permission.SEE_FIGURES)
@require_safe
def returns(request: HttpRequest) -> HttpResponse:
    """Returns by year, and a form to open another."""
    return _list(request, _new_form(request))


@requires(Permission.MAKE_RETURNS)
@require_POST
def return_new(request: HttpRequest) -> HttpResponse:
    """Open the return of a service and period; one that is there already is shown."""
    form = _new_form(request)
    if form is None or not form.is_valid():
        return _list(request, form, status=400)
    service, period = form.chosen
    made = attempt(form, lambda: open_return(service=service, period=period, by=request.user), RuleBroken)
    return redirect("reporting:return", made.pk) if made else _list(request, form, status=400)


@requires(Permission.SEE_FIGURES)
@require_safe
def return_page(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """Every line of the draft, counted now, with the period before and the year to date."""
    made_for = find_return(request, return_id)
    draft = draft_of(scope_for(made_for))
    label = period_of_return(made_for).label
    record_access(kind=Kind.OPENED, subject=made_for, reference=label, detail={"part": "draft"})
    return render(request, "reporting/return.html", draft_context(request, made_for, draft))


@requires(Permission.MAKE_RETURNS)
@require_POST
def commentary(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """Keep the commentary."""
    made_for = find_return(request, return_id)
    draft = draft_of(scope_for(made_for))
    form = CommentaryForm(request.POST, groups=[group for group, _lines in draft.groups])
    if form.is_valid():
        try:
            expected = form.cleaned_data["version"]
            save_commentary(made_for=made_for, texts=form.texts, expected_version=expected, by=request.user)
        except StaleEdit as stale:
            return stale_page(request, stale, back=reverse("reporting:return", args=[made_for.pk]))
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, str(_("The commentary is saved.")))
            return redirect("reporting:return", made_for.pk)
    context = draft_context(request, made_for, draft, commentary_form=form)
    return render(request, "reporting/return.html", context, status=400)


def draft_context(
    request: HttpRequest,
    made_for: Return,
    draft: Draft,
    *,
    commentary_form: CommentaryForm | None = None,
    sign_form: SignForm | None = None,
    why: str = "",
) -> dict[str, object]:
    """Everything the page of a draft shows."""
    groups = [group for group, _lines in draft.groups]
    texts = {"version": made_for.version, **commentary_initial(made_for.commentary, groups)}
    versions = list(made_for.versions.select_related("signed_by"))
    lines = shown_lines({line.indicator.key: line.figure for line in draft.lines if line.figure})
    shown = pack(lines, len(versions))
    service = made_for.service
    return {
        "nav": "returns",
        "wide": True,
        "return_": made_for,
        "period": draft.scope.period,
        "before": draft.before,
        "to_date": draft.to_date,
        "groups": line_views(draft),
        "unknown_lines": sum(1 for line in draft.lines if line.figure and line.figure.unknown),
        "versions": versions,
        "ended": has_ended(draft.scope.period, timezone.localdate()),
        "counted_at": timezone.now(),
        "commentary": commentary_form or CommentaryForm(initial=texts, groups=groups),
        "sign": sign_form or SignForm(initial={"shown": shown, "why": why}),
        "two_sign": asks_for_two(draft.scope),
        "first": waiting_signature(made_for),
        "may_make": can(request.user, Permission.MAKE_RETURNS, service),
        "may_sign": can(request.user, Permission.SIGN_RETURNS, service),
        "may_export": can(request.user, Permission.EXPORT_RETURNS, service),
    }


def _new_form(request: HttpRequest) -> NewReturnForm | None:
    services = list(services_returned_by(request.user))
    if not services:
        return None
    return NewReturnForm(request.POST if request.method == "POST" else None, services=services)


def _list(request: HttpRequest, form: NewReturnForm | None, status: int = 200) -> HttpResponse:
    found = Return.objects.visible_to(request.user).select_related("service")
    listed = list(found.prefetch_related("versions")[:LISTED])
    record_access(kind=Kind.LISTED, detail={"list": "returns", "rows": len(listed)})
    context = {"nav": "returns", "years": listed_returns(listed), "form": form}
    return render(request, "reporting/returns.html", context, status=status)
