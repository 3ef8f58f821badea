"""What the pages of a referral have in common."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise

from activity.edits import InWords, StaleEdit, stale_page
from activity.errors import RuleBroken
from activity.idempotency import receive_once
from activity.readlog import Kind, record_access
from referrals.models import Referral

Text = str | Promise


def find_referral(request: HttpRequest, referral_id: Any) -> Referral:
    """The referral if the user may know of it; else 404."""
    rows = Referral.objects.visible_to(request.user).select_related("service", "team", "sent_by", "person", "case")
    return get_object_or_404(rows, pk=referral_id)


def find_to_decide(request: HttpRequest, referral_id: Any) -> Referral:
    """The referral if the user is the one to decide on it; else 404."""
    rows = Referral.objects.decidable_by(request.user).select_related("service", "team", "sent_by")
    return get_object_or_404(rows, pk=referral_id)


def once(request: HttpRequest, form: Any, act: Callable[[], Any]) -> Any:
    """Do it once for the form's key, however often it is sent."""
    made, _fresh = receive_once(
        sender=f"user:{request.user.pk}", key=form.once, body={"path": request.path, **form.body}, create=act
    )
    return made


def attempt(
    request: HttpRequest,
    form: Any,
    act: Callable[[], Any],
    *,
    done: Text,
    to: str | Callable[[Any], str],
    words: InWords | None = None,
) -> HttpResponse | None:
    """Act and go on with a word; None where a rule was broken, which then stands in the form.

    ``to``: an address, or what makes one of what was made. ``words`` says what keys of a definition
    mean, where somebody else has saved meanwhile.

    A key used for something else (a form changed after it was sent, or drawn from the browser's
    memory) is replaced, so that sending again works.
    """
    try:
        made = act()
    except StaleEdit as stale:
        return stale_page(request, stale, words=words)
    except RuleBroken as broken:
        form.refuse(broken)
        fresh_key(form)
        return None
    messages.success(request, str(done))
    return redirect(to if isinstance(to, str) else to(made))


def fresh_key(form: Any) -> None:
    """Give a form that is shown again a key of its own."""
    if "key" in form.fields and form.is_bound:
        form.data = form.data.copy()
        form.data["key"] = str(uuid4())


def show(request: HttpRequest, template: str, referral: Referral, form: Any = None, **more: Any) -> HttpResponse:
    """Draw a page about a referral; 400 where something in its form has to be put right."""
    record_access(kind=Kind.OPENED, subject=referral, detail={"part": request.resolver_match.url_name})
    context = {"nav": "inbox", "referral": referral, "form": form, **more}
    wrong = request.method == "POST" and bool(getattr(form, "errors", None))
    return render(request, template, context, status=400 if wrong else 200)
