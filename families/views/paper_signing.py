"""What is done to a whole paper: signed, countersigned, acknowledged, begun anew."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.roles import Permission
from activity.errors import RuleBroken
from families.access import check_can_countersign, check_can_sign_paper, check_can_write
from families.actions.papers import (
    acknowledge_paper,
    countersign_paper,
    return_paper,
    revise_paper,
    sign_paper,
    throw_away_draft,
)
from families.forms.papers import AcknowledgeForm, ReturnPaperForm, SignForm
from families.paperwork import kind_of
from families.reading.papers import PaperPage
from families.views.papers import find_paper, paper_url
from families.views.shared import Page, create, refusal, serve
from ui.asked import posted
from ui.forms import Form


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def paper_sign(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Read the whole of it once more, and sign."""
    found = find_paper(request, paper_id)
    kind = kind_of(found.paper)
    slots = kind.signers if kind else ()
    if refused := refusal(request, lambda user, case: check_can_sign_paper(user, case, slots), found.case):
        return refused
    form = SignForm(posted(request), initial={"seen": found.seen})
    title = _("Sign: %(paper)s") % {"paper": found.label}
    page = _page(found, title, _("Sign"), _("The paper is signed."), template="families/paper_sign.html")
    page.effects = [_("Nothing in this version can be changed after that. A change is a new version.")]
    if kind and kind.countersigned:
        page.effects.append(_("A manager is asked to sign as well."))
    if kind and kind.acknowledged:
        page.effects.append(_("A task reminds you until the unit has acknowledged it."))

    def save() -> Any:
        given = form.cleaned_data
        return sign_paper(version=found.shown.version, dated=given["dated"], seen=given["seen"], by=request.user)

    return serve(request, page, form, save)


@requires(Permission.SIGN_CLOSURE)
@require_http_methods(["GET", "HEAD", "POST"])
def paper_countersign(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Sign as the second person."""
    found = find_paper(request, paper_id)
    if refused := refusal(request, check_can_countersign, found.case):
        return refused
    form = Form(posted(request))
    page = _page(
        found, _("Sign as the second person"), _("Sign"), _("The paper has its second signature."),
        template="families/paper_sign.html",
    )  # fmt: skip
    return serve(request, page, form, lambda: countersign_paper(version=found.shown.version, by=request.user))


@requires(Permission.SIGN_CLOSURE)
@require_http_methods(["GET", "HEAD", "POST"])
def paper_return(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Send it back to its author with a reason, instead of signing as the second person."""
    found = find_paper(request, paper_id)
    if refused := refusal(request, check_can_countersign, found.case):
        return refused
    form = ReturnPaperForm(posted(request))
    page = _page(
        found, _("Send the paper back"), _("Send it back"), _("The paper is sent back, and its author is told."),
        template="families/paper_sign.html",
    )  # fmt: skip
    page.effects = [
        _("A new version is begun with the same words; a task asks the author for it."),
        _("This version stays readable, with your reason, and counts for nothing."),
    ]

    def save() -> Any:
        return return_paper(version=found.shown.version, reason=form.cleaned_data["reason"], by=request.user)

    return serve(request, page, form, save)


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def paper_acknowledge(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Record that the unit has the paper."""
    found = find_paper(request, paper_id)
    if refused := refusal(request, check_can_write, found.case):
        return refused
    form = AcknowledgeForm(posted(request), initial={"unit": found.unit})
    page = _page(found, _("The unit has it"), _("Save"), _("The acknowledgement is saved."))
    version = found.to_acknowledge or found.shown.version
    named = {"paper": found.label, "number": version.number}
    page.intro = _("%(paper)s, version %(number)s") % named

    def save() -> Any:
        given = {name: form.cleaned_data[name] for name in ("unit", "by_whom", "acknowledged_on")}
        return acknowledge_paper(version=version, by=request.user, **given)

    return serve(request, page, form, lambda: create(request, form, save))


@requires(Permission.WORK_CASES)
@require_POST
def paper_revise(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Begin the next version with the words of the last."""
    found = find_paper(request, paper_id)
    if refused := refusal(request, check_can_write, found.case):
        return refused
    try:
        revise_paper(paper=found.paper, by=request.user)
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        messages.success(request, str(_("A new version is begun. The last one stands until this one is signed.")))
    return redirect(paper_url(found))


@requires(Permission.WORK_CASES)
@require_POST
def paper_discard(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """Throw away the version that is not signed; what was signed before stays."""
    found = find_paper(request, paper_id)
    if refused := refusal(request, check_can_write, found.case):
        return refused
    try:
        throw_away_draft(paper=found.paper, by=request.user)
    except RuleBroken as broken:
        messages.error(request, str(broken))
        return redirect(paper_url(found))
    messages.success(request, str(_("The draft is thrown away.")))
    return redirect("families:papers", case_id=found.case.pk)


def _page(found: PaperPage, title: Any, button: Any, done: Any, **more: Any) -> Page:
    context = {"paper": found}
    intro = "" if found.label in str(title) else found.label
    return Page(
        case=found.case, title=title, button=button, done=done, intro=intro, back=paper_url(found),
        context=context, **more,
    )  # fmt: skip
