"""Asking for a closure, the manager's list of them, signing or refusing, and opening again."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from families.access import check_can_reopen, check_can_sign_closure, check_can_write
from families.actions.cancelling import open_tasks
from families.actions.closures import (
    ask_closure,
    check_can_be_reopened,
    closure_in_force,
    gaps_of,
    on_register,
    refuse_closure,
    reopen_case,
    sign_closure,
)
from families.definition_of import rules_of
from families.errors import AlreadyRecorded, CannotReopen
from families.forms.closures import CloseForm, ReopenForm, SignForm
from families.querysets.shown import closures_for_manager, closures_to_sign
from families.reading.closures import closure_lines, read_closure
from families.reading.colleagues import colleagues_of
from families.reading.statuses import status_lines
from families.views.shared import (
    Page,
    case_url,
    create,
    find_case,
    kept_text,
    refusal,
    refused_page,
    sent_again,
    serve,
)
from ui.asked import posted

DRAFT = "closure"


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, case_id: Any) -> HttpResponse:
    """Ask a manager to close the case."""
    case = find_case(request, case_id)
    if again := sent_again(request, case_url(case)):
        return again
    if refused := refusal(request, check_can_write, case):
        return refused
    if closure_in_force(case) and request.method != "POST":
        return refused_page(request, AlreadyRecorded(_("A closure has been asked for. A manager will answer.")), case)
    form = _close_form(request, case)
    page = Page(
        case=case,
        title=_("Ask for the case to be closed"),
        button=_("Ask for closure"),
        done=_("Asked for. A manager will sign or answer."),
        template="families/close.html",
        draft=DRAFT,
        context={"gaps": gaps_of(case), "statuses": [one for one in status_lines(case, request.user) if one.holds]},
    )

    def save() -> Any:
        given = form.cleaned_data
        return ask_closure(
            case=case,
            reason=given["reason"],
            note=given["note"],
            asked_on=timezone.localdate(),
            end_scores_missing_reason=given["end_scores_missing_reason"],
            statuses_confirmed=given["statuses_confirmed"],
            tasks=form.fates(),
            by=request.user,
        )

    return serve(request, page, form, lambda: create(request, form, save))


@requires(Permission.SIGN_CLOSURE)
@require_safe
def closures(request: HttpRequest) -> HttpResponse:
    """Closures that wait for this manager, the longest first."""
    lines = closure_lines(request.user)
    record_access(kind=Kind.LISTED, detail={"list": "closures", "rows": len(lines)})
    return render(request, "families/closures.html", {"nav": "closures", "lines": lines})


@requires(Permission.SIGN_CLOSURE)
@require_http_methods(["GET", "HEAD", "POST"])
def closure_sign(request: HttpRequest, closure_id: Any) -> HttpResponse:
    """Sign a closure, or send it back with a reason."""
    closure = get_object_or_404(closures_for_manager(request.user), pk=closure_id)
    case = find_case(request, closure.case_id)
    if not closures_to_sign(request.user).filter(pk=closure.pk).exists():
        return refused_page(request, AlreadyRecorded(_("This closure has been answered.")), case)
    if refused := refusal(request, check_can_sign_closure, case):
        return refused
    form = SignForm(posted(request), initial={"version": closure.version})
    registered = on_register(case)
    if not registered:
        del form.fields["register_acknowledged"]
    page = Page(
        case=case,
        title=_("Answer the closure"),
        button=_("Save your answer"),
        done=_("Your answer is saved."),
        template="families/closure.html",
        back=reverse("families:closures"),
        context={"closure": read_closure(closure, case), "on_register": registered},
    )

    def save() -> Any:
        given = form.cleaned_data
        same = {"closure": closure, "expected_version": given["version"], "by": request.user}
        if given["answer"] == "refuse":
            return refuse_closure(reason=given["refused_reason"], **same)
        acknowledged = given.get("register_acknowledged", False)
        return sign_closure(signed_on=given["signed_on"], register_acknowledged=acknowledged, **same)

    return serve(request, page, form, save)


@requires(Permission.ALLOCATE)
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, case_id: Any) -> HttpResponse:
    """Open a closed case again while its definition allows it."""
    case = find_case(request, case_id)
    if again := sent_again(request, case_url(case)):
        return again
    if refused := refusal(request, check_can_reopen, case):
        return refused
    try:
        check_can_be_reopened(case)
    except CannotReopen as broken:
        return refused_page(request, broken, case)
    form = ReopenForm(posted(request))
    page = Page(
        case=case,
        title=_("Open the case again"),
        button=_("Open the case again"),
        done=_("The case is open again. Allocate it now."),
        effects=[_("The clocks run again from today’s facts."), _("Nobody is allocated until you allocate the case.")],
    )

    def save() -> Any:
        return reopen_case(case=case, reason=form.cleaned_data["reason"], by=request.user)

    return serve(request, page, form, lambda: create(request, form, save))


def _close_form(request: HttpRequest, case: Any) -> CloseForm:
    return CloseForm(
        posted(request),
        definition=rules_of(case),
        tasks=open_tasks(case),
        colleagues=colleagues_of(case),
        initial=kept_text(request, DRAFT, case, "note"),
    )
