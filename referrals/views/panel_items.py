"""One referral at the panel's table, and disputing a decision."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from families.actions.services import version_in_force
from families.days import today
from families.definition_of import definition_of
from referrals.access import can_decide
from referrals.actions.accepting import accept_referral
from referrals.actions.deciding import decline, put_on_waiting_list, redirect_elsewhere
from referrals.actions.disputes import raise_dispute
from referrals.actions.panels import decide_at_panel, defer_item, review_at_panel, write_discussion
from referrals.forms import panels as forms
from referrals.models import ConsentAnswer, Dispute, Panel, PanelItem, Referral
from referrals.reading.one import OnePage, read_referral
from referrals.reading.panels import may_review
from referrals.rules import missing_for_acceptance
from referrals.views.shared import attempt, once
from ui.asked import posted

FORM_METHODS = ["GET", "HEAD", "POST"]
DECIDING: dict[str, tuple[Callable[..., Any], Any]] = {
    "accept": (accept_referral, _("Accept")),
    "wait": (put_on_waiting_list, _("Put on the waiting list")),
    "decline": (decline, _("Decline")),
    "redirect": (redirect_elsewhere, _("Redirect")),
}


@requires(Permission.TRIAGE)
@require_http_methods(FORM_METHODS)
def panel_item(request: HttpRequest, panel_id: UUID, item_id: UUID) -> HttpResponse:
    """What was said; the ways in which it may leave the table lead on from here."""
    item = _find(request, panel_id, item_id)
    form: Any = _first_form(request, item)

    def act() -> Any:
        common = _common(item, form, request)
        if "finding" in form.cleaned_data:
            return review_at_panel(finding=form.cleaned_data["finding"], **common)
        return defer_item(**common) if "defer" in request.POST else write_discussion(**common)

    if request.method == "POST" and form.is_valid():
        to = _panel(item) if "defer" in request.POST else request.path
        if answer := attempt(request, form, act, done=_("Saved."), to=to):
            return answer
    return _show(
        request,
        item,
        "referrals/panel_item.html",
        form,
        ways=_ways(request, item),
        may_review=may_review(item, request.user),
    )


@requires(Permission.TRIAGE)
@require_http_methods(FORM_METHODS)
def panel_decide(request: HttpRequest, panel_id: UUID, item_id: UUID, way: str) -> HttpResponse:
    """Take the panel's decision, with the same questions as away from the table."""
    if way not in DECIDING:
        raise Http404
    item = _find(request, panel_id, item_id)
    action, label = DECIDING[way]
    page = read_referral(item.referral, request.user, today())
    form: Any = _form_of(way, request, item, page)

    def act() -> Any:
        common = _common(item, form, request)
        asked = {"version", "discussion", "key"}
        details = {name: value for name, value in form.cleaned_data.items() if name not in asked}
        return once(request, form, lambda: decide_at_panel(decide=action, details=details, **common))

    if request.method == "POST" and form.is_valid():
        answer = attempt(request, form, act, done=_("The panel’s decision is recorded."), to=_panel(item))
        if answer:
            return answer
    return _show(request, item, "referrals/panel_decide.html", form, label=label, way=way, page=page)


@requires(Permission.SEND_REFERRAL)
@require_http_methods(FORM_METHODS)
def dispute(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Ask for a decision to be looked at again; by its sender, or a manager of the team."""
    mine = Referral.objects.sent_by(request.user).filter(pk=referral_id).first()
    found = mine or get_object_or_404(Referral.objects.decidable_by(request.user), pk=referral_id)
    form = forms.DisputeForm(posted(request))
    to = reverse("referrals:sent" if mine else "referrals:referral", args=[found.pk])

    def act() -> Any:
        why = form.cleaned_data["why"]
        return once(request, form, lambda: raise_dispute(referral=found, why=why, by=request.user))

    done = _("The next panel looks at it again.")
    if request.method == "POST" and form.is_valid() and (answer := attempt(request, form, act, done=done, to=to)):
        return answer
    record_access(kind=Kind.OPENED, subject=found, detail={"part": "dispute"})
    context = {"nav": "my_referrals" if mine else "inbox", "referral": found, "form": form, "back": to}
    return render(request, "referrals/dispute.html", context, status=400 if form.errors else 200)


def _find(request: HttpRequest, panel_id: UUID, item_id: UUID) -> PanelItem:
    """The item, if the user holds the panel and may see the referral; else 404."""
    rows = PanelItem.objects.filter(
        panel__in=Panel.objects.visible_to(request.user).held_by(request.user).filter(pk=panel_id),
        referral__in=Referral.objects.visible_to(request.user),
    )
    related = (
        "panel__team",
        "referral__service",
        "referral__team",
        "referral__sent_by",
        "dispute__decision__decided_by",
    )
    return get_object_or_404(rows.select_related(*related, "decision"), pk=item_id)


def _first_form(request: HttpRequest, item: PanelItem) -> Any:
    known = {"version": item.version, "discussion": item.discussion}
    review = may_review(item, request.user) and "defer" not in request.POST
    kind = forms.ReviewForm if review else forms.DiscussionForm
    return kind(posted(request), initial=known)


def _form_of(way: str, request: HttpRequest, item: PanelItem, page: OnePage) -> Any:
    known = {"version": item.version, "discussion": item.discussion}
    data, referral = posted(request), item.referral
    if way == "accept":
        refused = referral.consent == ConsentAnswer.REFUSED
        return forms.AcceptAtPanel(data, initial=known, refused=refused, hidden=page.search.hidden > 0)
    missing = missing_for_acceptance(referral)
    if way == "decline":
        definition = definition_of(version_in_force(service=referral.service, on=today()))
        return forms.DeclineAtPanel(data, initial=known, definition=definition, missing=missing)
    kind = forms.WaitAtPanel if way == "wait" else forms.RedirectAtPanel
    return kind(data, initial=known, missing=missing)


def _common(item: PanelItem, form: Any, request: HttpRequest) -> dict[str, Any]:
    said = form.cleaned_data
    return {
        "item": item,
        "expected_version": said["version"],
        "discussion": said["discussion"],
        "by": request.user,
    }


def _ways(request: HttpRequest, item: PanelItem) -> list[tuple[str, Any]]:
    """The decisions that can be taken now; none while a dispute is open, or after the item has left the table."""
    disputed = item.dispute is not None and item.dispute.finding != Dispute.Finding.CHANGED
    if item.outcome or item.panel.closed_at or disputed or not can_decide(request.user, item.referral):
        return []
    return [(key, label) for key, (_action, label) in DECIDING.items()]


def _panel(item: PanelItem) -> str:
    return reverse("referrals:panel", args=[item.panel_id])


def _show(request: HttpRequest, item: PanelItem, template: str, form: Any, **more: Any) -> HttpResponse:
    record_access(kind=Kind.OPENED, subject=item.referral, detail={"part": "panel"})
    context = {"nav": "inbox", "item": item, "panel": item.panel, "referral": item.referral, "form": form, **more}
    context.setdefault("page", read_referral(item.referral, request.user, today()))
    return render(request, template, context, status=400 if form.errors else 200)
