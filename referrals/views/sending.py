"""Sending a referral, and following the own ones."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.drafts import discard_draft, draft_token, find_draft, save_draft
from activity.errors import RuleBroken
from activity.readlog import Kind, record_access
from families.days import today
from referrals.actions.receiving import receive_referral
from referrals.destinations import Destination, destinations_for
from referrals.forms.drafts import initial_from
from referrals.forms.referral import PhonedReferralForm, ReferralForm
from referrals.intake import rules_of
from referrals.models import Referral
from referrals.reading.own import find_own, own_line, read_own
from referrals.views.shared import fresh_key, once

DRAFT = "referral"


@requires(Permission.SEND_REFERRAL)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Send a referral; a manager writes down one that came by telephone."""
    options = destinations_for(request.user, today())
    chosen = _chosen(request, options)
    if chosen is None:
        return render(request, "referrals/where.html", {"nav": "new_referral", "options": options})
    form_class = _form_class(request, chosen)
    if request.method != "POST":
        return _show(request, chosen, _begin(request, form_class, chosen))
    if "discard" in request.POST:
        discard_draft(user=request.user, kind=DRAFT, subject_id=chosen.key)
        return redirect(f"{request.path}?to={chosen.key}")
    if "keep" in request.POST:
        return _keep(request, chosen)
    form = form_class(request.POST, definition=chosen.definition)
    if form.is_valid() and (sent := _send(request, chosen, form)):
        return redirect(_after(request, sent))
    return _show(request, chosen, form)


@requires(Permission.SEE_OWN_REFERRALS)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The own referrals with their state and whom to call."""
    rows, following = read_own(request.user, before=request.GET.get("before", "").replace("\x00", ""))
    record_access(kind=Kind.LISTED, detail={"list": "own_referrals", "rows": len(rows)})
    kept = [one for one in destinations_for(request.user, today()) if _draft(request, one)]
    context = {"nav": "my_referrals", "rows": rows, "next": following, "kept": kept}
    return render(request, "referrals/mine.html", context)


@requires(Permission.SEE_OWN_REFERRALS)
@require_safe
def sent(request: HttpRequest, referral_id: Any) -> HttpResponse:
    """What was received, under which reference, and how it stands."""
    referral = get_object_or_404(find_own(request.user), pk=referral_id)
    record_access(kind=Kind.OPENED, subject=referral, detail={"part": "sent"})
    within = rules_of(referral.service, today()).intake.acknowledge_working_days
    context = {
        "nav": "my_referrals",
        "line": own_line(referral),
        "just_sent": "sent" in request.GET,
        "acknowledged_within": within,
    }
    return render(request, "referrals/sent.html", context)


def _chosen(request: HttpRequest, options: list[Destination]) -> Destination | None:
    """The destination asked for, or the only one; 404 where there is none at all."""
    if not options:
        raise Http404
    if len(options) == 1:
        return options[0]
    wanted = request.POST.get("to") or request.GET.get("to", "")
    return next((one for one in options if one.key == wanted), None)


def _form_class(request: HttpRequest, chosen: Destination) -> type[ReferralForm]:
    """Managers of the receiving team write down what they are told."""
    by_phone = request.user.holds(Permission.TRIAGE, team=chosen.team)
    return PhonedReferralForm if by_phone else ReferralForm


def _begin(request: HttpRequest, form_class: type[ReferralForm], chosen: Destination) -> ReferralForm:
    draft = _draft(request, chosen)
    if draft:
        return form_class(initial=initial_from(form_class, draft.data), definition=chosen.definition)
    own = {} if form_class is PhonedReferralForm else _of_referrer(request.user)
    return form_class(initial=own, definition=chosen.definition)


def _of_referrer(user: Any) -> dict[str, str]:
    return {"referrer_name": user.name, "referrer_agency": user.employer.name if user.employer else ""}


def _draft(request: HttpRequest, chosen: Destination) -> Any:
    return find_draft(user=request.user, kind=DRAFT, subject_id=chosen.key)


def _keep(request: HttpRequest, chosen: Destination) -> HttpResponse:
    data = {name: request.POST.getlist(name) for name in request.POST if name != "keep"}
    kept = {name: values[0] if len(values) == 1 else values for name, values in data.items()}
    save_draft(user_id=request.user.pk, kind=DRAFT, subject_id=chosen.key, data=kept)
    messages.success(request, _("Your text is kept. Come back to it when you can."))
    return redirect(f"{request.path}?to={chosen.key}")


def _send(request: HttpRequest, chosen: Destination, form: ReferralForm) -> Referral | None:
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
    discard_draft(user=request.user, kind=DRAFT, subject_id=chosen.key)
    return made


def _after(request: HttpRequest, referral: Referral) -> str:
    if referral.sent_by_id == request.user.pk:
        return reverse("referrals:sent", args=[referral.pk]) + "?sent=1"
    messages.success(request, _("%(reference)s is in the inbox.") % {"reference": referral.reference})
    return reverse("referrals:referral", args=[referral.pk])


def _show(request: HttpRequest, chosen: Destination, form: ReferralForm) -> HttpResponse:
    wrong = request.method == "POST" and bool(form.errors)
    draft = None if request.method == "POST" else _draft(request, chosen)
    by_phone = isinstance(form, PhonedReferralForm)
    context = {
        "nav": "inbox" if by_phone else "new_referral",
        "form": form,
        "chosen": chosen,
        "by_phone": by_phone,
        "draft": draft,
        "draft_token": draft_token(user=request.user, kind=DRAFT, subject_id=chosen.key),
    }
    return render(request, "referrals/new.html", context, status=400 if wrong else 200)
