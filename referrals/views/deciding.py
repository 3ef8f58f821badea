"""Deciding: accept, wait, decline, redirect; and filling in what was not known."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from activity.errors import RuleBroken
from families.actions.services import version_in_force
from families.days import today
from families.definition_of import definition_of
from referrals.access import check_can_decide
from referrals.actions.accepting import accept_referral
from referrals.actions.deciding import decline as decline_it
from referrals.actions.deciding import put_on_waiting_list, redirect_elsewhere
from referrals.actions.receiving import complete_referral
from referrals.forms.decisions import AcceptForm, CompleteForm, DeclineForm, RedirectForm, WaitForm
from referrals.models import ConsentAnswer, Referral
from referrals.reading.one import read_referral
from referrals.rules import missing_for_acceptance
from referrals.views.shared import attempt, find_to_decide, once, show
from ui.asked import posted

FORM_METHODS = ["GET", "HEAD", "POST"]
INBOX = "referrals:inbox"


@requires(Permission.TRIAGE)
@require_http_methods(FORM_METHODS)
def accept(request: HttpRequest, referral_id: Any) -> HttpResponse:
    """Accept: open the case, then allocate. What is missing is listed with where to fill it in."""
    found = find_to_decide(request, referral_id)
    if answer := _if_decided(request, found):
        return answer
    page = read_referral(found, request.user, today())
    refused = found.consent == ConsentAnswer.REFUSED
    form = AcceptForm(posted(request), refused=refused, hidden=page.search.hidden > 0)

    def act() -> Any:
        words = {name: form.cleaned_data.get(name, "") for name in ("why", "asked_about_hidden")}
        return once(request, form, lambda: accept_referral(referral=found, by=request.user, **words))

    if request.method == "POST" and form.is_valid():
        try:
            case = act()
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return redirect("families:allocate", case_id=case.pk)
    return show(request, "referrals/accept.html", found, form, page=page)


@requires(Permission.TRIAGE)
@require_http_methods(FORM_METHODS)
def wait(request: HttpRequest, referral_id: Any) -> HttpResponse:
    """Put it on the waiting list until a day of review."""
    found = find_to_decide(request, referral_id)
    return _decide(
        request, found, WaitForm(posted(request), missing=missing_for_acceptance(found)), put_on_waiting_list,
        title=_("Put on the waiting list"), button=_("Put on the waiting list"),
        done=_("The referral waits. You are asked again on the day of review."),
    )  # fmt: skip


@requires(Permission.TRIAGE)
@require_http_methods(FORM_METHODS)
def decline(request: HttpRequest, referral_id: Any) -> HttpResponse:
    """Decline for a reason of the service's list."""
    found = find_to_decide(request, referral_id)
    definition = definition_of(version_in_force(service=found.service, on=today()))
    form = DeclineForm(posted(request), definition=definition, missing=missing_for_acceptance(found))
    return _decide(
        request, found, form, decline_it,
        title=_("Decline the referral"), button=_("Decline"), done=_("The referral is declined."),
    )  # fmt: skip


@requires(Permission.TRIAGE)
@require_http_methods(FORM_METHODS)
def redirect_to(request: HttpRequest, referral_id: Any) -> HttpResponse:
    """Pass it on to another service."""
    found = find_to_decide(request, referral_id)
    return _decide(
        request, found, RedirectForm(posted(request), missing=missing_for_acceptance(found)), redirect_elsewhere,
        title=_("Redirect the referral"), button=_("Redirect"),
        done=_("The referral is redirected. It stays listed until the other service acknowledges it."),
    )  # fmt: skip


@requires(Permission.TRIAGE)
@require_http_methods(FORM_METHODS)
def complete(request: HttpRequest, referral_id: Any) -> HttpResponse:
    """Fill in what the referrer says when asked."""
    found = find_to_decide(request, referral_id)
    if answer := _if_decided(request, found):
        return answer
    form = CompleteForm(posted(request), referral=found)
    if request.method == "POST" and form.is_valid():

        def act() -> Any:
            version = form.cleaned_data["version"]
            return complete_referral(referral=found, expected_version=version, changes=form.changes(), by=request.user)

        to = reverse("referrals:referral", args=[found.pk])
        if answer := attempt(request, form, act, done=_("The answers are saved."), to=to):
            return answer
    return show(request, "referrals/complete.html", found, form)


def _decide(
    request: HttpRequest, found: Referral, form: Any, action: Callable[..., Any], *, done: Any, **words: Any
) -> HttpResponse:
    if request.method != "POST" and (answer := _if_decided(request, found)):
        return answer
    if request.method == "POST" and form.is_valid():
        details = {name: value for name, value in form.cleaned_data.items() if name != "key"}

        def act() -> Any:
            return once(request, form, lambda: action(referral=found, by=request.user, **details))

        if answer := attempt(request, form, act, done=done, to=reverse(INBOX)):
            return answer
    return show(request, "referrals/decide.html", found, form, **words)


def _if_decided(request: HttpRequest, found: Referral) -> HttpResponse | None:
    """A decided referral has nothing to fill in: its page says what was decided.

    A repeated acceptance goes on to the page where the first one led.
    """
    if request.method == "POST":
        return None
    try:
        check_can_decide(request.user, found)
    except RuleBroken:
        return redirect("referrals:referral", referral_id=found.pk)
    return None
