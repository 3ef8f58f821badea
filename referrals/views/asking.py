"""The manager's side of the talk with the referrer: acknowledge, ask, write an answer down, take up again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.roles import Permission
from activity.errors import RuleBroken
from families.days import today
from referrals.access import can_decide, can_reopen
from referrals.actions.acknowledging import acknowledge_receipt
from referrals.actions.asking import answer_question, ask_referrer, take_question_back
from referrals.actions.deciding import reopen as reopen_it
from referrals.forms.asking import AskForm, ReopenForm, ToldForm
from referrals.models import Referral, State
from referrals.reading.one import read_referral
from referrals.views.buttons import pressed
from referrals.views.shared import attempt, find_to_decide, once, show
from ui.asked import posted

FORM_METHODS = ["GET", "HEAD", "POST"]


@requires(Permission.TRIAGE)
@require_POST
def receipt(request: HttpRequest, referral_id: Any) -> HttpResponse:
    """Tell the referrer that somebody has it."""
    found = find_to_decide(request, referral_id)
    done = _("The referrer can see that you have it.")
    to = reverse("referrals:referral", args=[found.pk])
    return pressed(request, lambda: acknowledge_receipt(referral=found, by=request.user), done=done, to=to)


@requires(Permission.TRIAGE)
@require_http_methods(FORM_METHODS)
def ask(request: HttpRequest, referral_id: Any) -> HttpResponse:
    """Ask the referrer for what is needed before deciding."""
    found = find_to_decide(request, referral_id)
    if request.method != "POST" and (not can_decide(request.user, found) or found.state == State.ASKED):
        return _to_page(found)
    form = AskForm(posted(request))

    def act() -> Any:
        text = form.cleaned_data["text"]
        return once(request, form, lambda: ask_referrer(referral=found, text=text, by=request.user))

    done = _("The question is with the referrer. The team’s clock stands until the answer.")
    if request.method == "POST" and form.is_valid() and (answer := attempt(request, form, act, done=done, to=_inbox())):
        return answer
    return show(request, "referrals/ask.html", found, form, page=read_referral(found, request.user, today()))


@requires(Permission.TRIAGE)
@require_http_methods(FORM_METHODS)
def answered(request: HttpRequest, referral_id: Any) -> HttpResponse:
    """Write down what the referrer said when rung, or go on without an answer."""
    found = find_to_decide(request, referral_id)
    if request.method != "POST" and found.state != State.ASKED:
        return _to_page(found)
    if "take_back" in request.POST:
        return _take_back(request, found)
    form = ToldForm(posted(request))

    def act() -> Any:
        text = form.cleaned_data["text"]
        return once(request, form, lambda: answer_question(referral=found, text=text, by=request.user))

    sent = (
        attempt(request, form, act, done=_("The answer is kept."), to=_address(found))
        if request.method == "POST" and form.is_valid()
        else None
    )
    if sent:
        return sent
    return show(request, "referrals/answered.html", found, form, page=read_referral(found, request.user, today()))


@requires(Permission.TRIAGE)
@require_http_methods(FORM_METHODS)
def reopen(request: HttpRequest, referral_id: Any) -> HttpResponse:
    """Take up again what was declined by mistake or came back."""
    found = find_to_decide(request, referral_id)
    if request.method != "POST" and not can_reopen(request.user, found):
        return _to_page(found)
    form = ReopenForm(posted(request))

    def act() -> Any:
        why = form.cleaned_data["why"]
        return once(request, form, lambda: reopen_it(referral=found, why=why, by=request.user))

    sent = (
        attempt(request, form, act, done=_("The referral is in the inbox again."), to=_address(found))
        if request.method == "POST" and form.is_valid()
        else None
    )
    if sent:
        return sent
    words = {"title": _("Take the referral up again"), "button": _("Take it up again")}
    return show(request, "referrals/decide.html", found, form, **words)


def _take_back(request: HttpRequest, found: Referral) -> HttpResponse:
    try:
        take_question_back(referral=found, by=request.user)
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        messages.success(request, _("The question is taken back. The referral is in the inbox again."))
    return _to_page(found)


def _to_page(found: Referral) -> HttpResponse:
    return redirect("referrals:referral", referral_id=found.pk)


def _address(found: Referral) -> str:
    return reverse("referrals:referral", args=[found.pk])


def _inbox() -> str:
    return reverse("referrals:inbox")
