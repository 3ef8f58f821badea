"""Sending a referral: begun, kept as a draft, gone on with elsewhere, sent once."""

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from activity.drafts import discard_draft, draft_token, find_draft, save_draft
from activity.errors import RuleBroken
from families.days import today
from referrals.actions.receiving import receive_referral
from referrals.destinations import Destination, destinations_for
from referrals.forms.conflict import differences
from referrals.forms.drafts import initial_from
from referrals.forms.referral import PhonedReferralForm, ReferralForm
from referrals.models import Referral
from referrals.reading.begun import DRAFT, begun_by, belongs_to_another
from referrals.views.shared import fresh_key, once

if TYPE_CHECKING:
    from activity.models.draft import Draft

FORM_METHODS = ["GET", "HEAD", "POST"]


@requires(Permission.SEND_REFERRAL)
@require_http_methods(FORM_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a referral; somebody of the receiving team writes down one that came by telephone."""
    return _write(request, uuid4(), None)


@requires(Permission.SEND_REFERRAL)
@require_http_methods(FORM_METHODS)
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Go on with a referral that was begun, keep it, throw it away or send it."""
    kept = find_draft(user=request.user, kind=DRAFT, subject_id=str(draft_id))
    if kept is None and (request.method != "POST" or belongs_to_another(request.user, draft_id)):
        raise Http404
    return _write(request, draft_id, kept)


def _write(request: HttpRequest, draft_id: UUID, kept: "Draft | None") -> HttpResponse:
    options = destinations_for(request.user, today())
    chosen = _chosen(request, options, kept)
    if chosen is None:
        return render(request, "referrals/where.html", {"nav": "new_referral", "options": options})
    form_class = _form_class(request, chosen)
    if request.method != "POST":
        return _show(request, chosen, _begin(request, form_class, chosen, draft_id, kept), draft_id, kept)
    if "discard" in request.POST:
        discard_draft(user=request.user, kind=DRAFT, subject_id=str(draft_id))
        return redirect(f"{reverse('referrals:new')}?to={chosen.key}")
    form = form_class(request.POST, definition=chosen.definition)
    if kept and _is_stale(request, kept) and differences(form, kept.data):
        return _show(request, chosen, form, draft_id, kept, stale=True)
    if "keep" in request.POST:
        return _keep(request, draft_id)
    if form.is_valid() and (sent := _send(request, chosen, form, draft_id)):
        return redirect(_after(request, sent))
    return _show(request, chosen, form, draft_id, kept)


def _chosen(request: HttpRequest, options: list[Destination], kept: "Draft | None") -> Destination | None:
    """The destination asked for, or the only one; 404 where there is none at all."""
    if not options:
        raise Http404
    if len(options) == 1:
        return options[0]
    wanted = request.POST.get("to") or request.GET.get("to", "") or (str(kept.data.get("to", "")) if kept else "")
    return next((one for one in options if one.key == wanted), None)


def _form_class(request: HttpRequest, chosen: Destination) -> type[ReferralForm]:
    """Referrers follow what they send; people of the team write down what they are told."""
    user = request.user
    referrer = user.holds(Permission.SEE_OWN_REFERRALS) and not user.holds(Permission.TRIAGE, team=chosen.team)
    return ReferralForm if referrer else PhonedReferralForm


def _begin(
    request: HttpRequest, form_class: type[ReferralForm], chosen: Destination, draft_id: UUID, kept: "Draft | None"
) -> ReferralForm:
    """The form as it was left, or empty. Its key is the draft's: sent from two devices it arrives once."""
    if kept:
        initial = initial_from(form_class, kept.data)
    else:
        initial = {} if form_class is PhonedReferralForm else _of_referrer(request.user)
    return form_class(initial={**initial, "key": draft_id}, definition=chosen.definition)


def _of_referrer(user: Any) -> dict[str, str]:
    return {"referrer_name": user.name, "referrer_agency": user.employer.name if user.employer else ""}


def _is_stale(request: HttpRequest, kept: "Draft") -> bool:
    """Whether the text was kept anew, on another device or in another tab, since this form was opened."""
    return request.POST.get("draft_version", "").replace("\x00", "") != str(kept.version)


def _keep(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    data = {name: request.POST.getlist(name) for name in request.POST if name not in ("keep", "draft_version")}
    kept = {name: values[0] if len(values) == 1 else values for name, values in data.items()}
    save_draft(user_id=request.user.pk, kind=DRAFT, subject_id=str(draft_id), data=kept)
    messages.success(request, _("Your text is kept. Come back to it when you can."))
    return redirect("referrals:draft", draft_id=draft_id)


def _send(request: HttpRequest, chosen: Destination, form: ReferralForm, draft_id: UUID) -> Referral | None:
    """Receive it once for its key, and drop the draft; None where a rule was broken."""
    by_phone = isinstance(form, PhonedReferralForm)

    def receive() -> Referral:
        return receive_referral(
            service=chosen.service,
            team=chosen.team,
            told=form.told(),
            received_on=form.cleaned_data["received_on"] if by_phone else today(),
            sent_by=None if by_phone else request.user,
            by=request.user,
        )

    try:
        made = once(request, form, receive)
    except RuleBroken as broken:
        form.refuse(broken)
        fresh_key(form)
        return None
    discard_draft(user=request.user, kind=DRAFT, subject_id=str(draft_id))
    return made


def _after(request: HttpRequest, referral: Referral) -> str:
    if referral.sent_by_id == request.user.pk:
        return reverse("referrals:sent", args=[referral.pk]) + "?sent=1"
    messages.success(request, _("%(reference)s is in the inbox.") % {"reference": referral.reference})
    if request.user.holds(Permission.SEE_REFERRALS, team=referral.team_id):
        return reverse("referrals:referral", args=[referral.pk])
    return reverse("home")


def _show(
    request: HttpRequest,
    chosen: Destination,
    form: ReferralForm,
    draft_id: UUID,
    kept: "Draft | None",
    *,
    stale: bool = False,
) -> HttpResponse:
    """400 where something has to be put right, 409 where another version was kept meanwhile."""
    wrong = request.method == "POST" and not stale and bool(form.errors)
    context = {
        "nav": "inbox" if request.user.holds(Permission.SEE_REFERRALS) else "new_referral",
        "form": form,
        "chosen": chosen,
        "by_phone": isinstance(form, PhonedReferralForm),
        "draft": kept,
        "draft_id": draft_id,
        "begun": [one for one in begun_by(request.user) if one.id != str(draft_id)],
        "differences": differences(form, kept.data) if stale and kept else [],
        "stale": stale,
        "draft_token": draft_token(user=request.user, kind=DRAFT, subject_id=str(draft_id)),
    }
    return render(request, "referrals/new.html", context, status=409 if stale else 400 if wrong else 200)
