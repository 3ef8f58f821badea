"""The inbox, and one referral in it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from families.days import said, today
from referrals.actions.deciding import acknowledge_redirection
from referrals.actions.messages import note_new_facts
from referrals.forms.decisions import AcknowledgeForm
from referrals.reading.inbox import LISTS, read_inbox
from referrals.reading.new_facts import new_facts_of
from referrals.reading.one import read_referral
from referrals.views.shared import attempt, find_referral, find_to_decide, once, show
from ui.asked import posted


@requires(Permission.SEE_REFERRALS)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, most urgent first; other lists by ``?list=``."""
    which = request.GET.get("list", LISTS[0])
    which = which if which in LISTS else LISTS[0]
    page = read_inbox(request.user, today(), which=which, mark=request.GET.get("after", "").replace("\x00", ""))
    record_access(kind=Kind.LISTED, detail={"list": "inbox", "which": which, "rows": len(page.lines)})
    context = {
        "nav": "inbox",
        "page": page,
        "which": which,
        "first_page": not request.GET.get("after"),
        "today": today(),
        "wide": True,
    }
    return render(request, "referrals/inbox.html", context)


@requires(Permission.SEE_REFERRALS)
@require_safe
def referral(request: HttpRequest, referral_id: Any) -> HttpResponse:
    """One referral as it came, the possible matches, and what was decided."""
    found = find_referral(request, referral_id)
    page = read_referral(found, request.user, today())
    return show(request, "referrals/referral.html", found, page=page, new_facts=new_facts_of(found))


@requires(Permission.TRIAGE)
@require_POST
def new_facts(request: HttpRequest, referral_id: Any) -> HttpResponse:
    """Somebody of the team has read what the sender's system sent since."""
    found = find_to_decide(request, referral_id)
    note_new_facts(referral=found, by=request.user)
    return redirect("referrals:referral", referral_id=found.pk)


@requires(Permission.TRIAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def acknowledge(request: HttpRequest, referral_id: Any) -> HttpResponse:
    """The service that it was passed on to has it."""
    found = find_to_decide(request, referral_id)
    if found.state != "redirected":
        return redirect("referrals:referral", referral_id=found.pk)
    form = AcknowledgeForm(posted(request))
    if request.method == "POST" and form.is_valid():

        def act() -> Any:
            on = form.cleaned_data["acknowledged_on"]
            return once(request, form, lambda: acknowledge_redirection(referral=found, on=on, by=request.user))

        to = reverse("referrals:inbox") + "?list=redirected"
        if answer := attempt(request, form, act, done=_("The acknowledgement is saved."), to=to):
            return answer
    sent = found.decisions.filter(kind="redirected").order_by("decided_on", "id").last()
    context: dict[str, Any] = {"title": _("Acknowledged by the other service"), "button": _("Save")}
    if sent:
        where = {"where": sent.destination, "day": said(sent.decided_on)}
        context["intro"] = _("Redirected to %(where)s on %(day)s.") % where
    return show(request, "referrals/decide.html", found, form, **context)
