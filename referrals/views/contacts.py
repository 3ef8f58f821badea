"""The front door: contacts that wait, one of them, recording, deciding, putting right, referring on."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.errors import RuleBroken
from activity.readlog import Kind, record_access
from families.days import today
from families.forms.common import words
from referrals.actions.contacts import (
    check_can_refer,
    correct_contact,
    decide_contact,
    record_contact,
    refer_contact,
)
from referrals.destinations import destinations_for
from referrals.forms.contacts import ContactCorrectionForm, ContactDecisionForm, ContactForm, ContactReferralForm
from referrals.front_doors import FrontDoor, definition_on, front_doors_for
from referrals.models import Contact
from referrals.reading.contacts import LISTS, name_of, read_contact, read_contacts, words_of
from referrals.views.shared import attempt, fresh_key, once
from ui.asked import posted

FORM_METHODS = ["GET", "HEAD", "POST"]
DECISION = ("outcome", "tier", "consent", "without_consent", "why")


@requires(Permission.SEE_CONTACTS)
@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, the longest wait first; what was decided by ``?list=decided``."""
    which = request.GET.get("list", LISTS[0])
    which = which if which in LISTS else LISTS[0]
    mark = request.GET.get("after", "").replace("\x00", "")
    page = read_contacts(request.user, today(), which=which, mark=mark)
    record_access(kind=Kind.LISTED, detail={"list": "contacts", "which": which, "rows": len(page.lines)})
    context = {"nav": "contacts", "wide": True, "page": page, "which": which, "first_page": not mark}
    return render(request, "referrals/contacts.html", context)


@requires(Permission.SEE_CONTACTS)
@require_safe
def contact(request: HttpRequest, contact_id: Any) -> HttpResponse:
    """One contact as it was told, and what was decided."""
    found = _find(request, contact_id)
    return _show(request, "referrals/contact.html", found, page=read_contact(found, request.user, today()))


@requires(Permission.WORK_CONTACTS)
@require_http_methods(FORM_METHODS)
def contact_new(request: HttpRequest) -> HttpResponse:
    """Write down a contact. Sent twice, it is kept once."""
    doors = front_doors_for(request.user, today())
    door = _chosen(request, doors)
    if door is None:
        context = {"nav": "contacts", "options": doors, "title": _("Record a contact")}
        return render(request, "referrals/contact_where.html", context)
    form = ContactForm(posted(request), definition=door.definition)
    if request.method == "POST" and form.is_valid():
        made = _record(request, door, form)
        if made:
            messages.success(request, str(_("%(reference)s is recorded.") % {"reference": made.reference}))
            return redirect("referrals:contact", contact_id=made.pk)
    context = {"nav": "contacts", "form": form, "door": door}
    return render(request, "referrals/contact_new.html", context, status=400 if form.errors else 200)


@requires(Permission.WORK_CONTACTS)
@require_http_methods(FORM_METHODS)
def contact_decide(request: HttpRequest, contact_id: Any) -> HttpResponse:
    """Give it its outcome and tier; a decided one can be decided otherwise."""
    found = _find_to_work(request, contact_id)
    definition = definition_on(found.service, today())
    form = ContactDecisionForm(posted(request), definition=definition, contact=found)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in DECISION}

        def act() -> Any:
            version = form.cleaned_data["version"]
            return decide_contact(contact=found, expected_version=version, by=request.user, **given)

        to = reverse("referrals:contact", args=[found.pk])
        if answer := attempt(request, form, act, done=_("The decision is saved."), to=to, words=words_of(found)):
            return answer
    needing = [words(one.label) for one in definition.outcomes if one.needs_consent]
    context = {"title": _("Decide the contact"), "button": _("Save the decision"), "needing": needing}
    return _show(request, "referrals/contact_form.html", found, form, **context)


@requires(Permission.WORK_CONTACTS)
@require_http_methods(FORM_METHODS)
def contact_correct(request: HttpRequest, contact_id: Any) -> HttpResponse:
    """Put right what was written down."""
    found = _find_to_work(request, contact_id)
    form = ContactCorrectionForm(
        posted(request), definition=definition_on(found.service, found.received_on), contact=found
    )
    if request.method == "POST" and form.is_valid():

        def act() -> Any:
            version = form.cleaned_data["version"]
            return correct_contact(contact=found, expected_version=version, changes=form.changes(), by=request.user)

        to = reverse("referrals:contact", args=[found.pk])
        if answer := attempt(request, form, act, done=_("The contact is put right."), to=to, words=words_of(found)):
            return answer
    context = {"title": _("Put the contact right"), "button": _("Save")}
    return _show(request, "referrals/contact_form.html", found, form, **context)


@requires(Permission.WORK_CONTACTS)
@require_http_methods(FORM_METHODS)
def contact_refer(request: HttpRequest, contact_id: Any) -> HttpResponse:
    """Make the referral that the contact leads to. What it became already is where a second sending ends."""
    found = _find_to_work(request, contact_id)
    if found.referral_id:
        return redirect("referrals:contact", contact_id=found.pk)
    if refused := _cannot_refer(request, found):
        messages.info(request, refused)
        return redirect("referrals:contact", contact_id=found.pk)
    options = destinations_for(request.user, today())
    chosen = _chosen(request, options)
    if chosen is None:
        context = {"options": options, "title": _("Make a referral")}
        return _show(request, "referrals/contact_where.html", found, **context)
    form = ContactReferralForm(posted(request), definition=chosen.definition, contact=found)
    if request.method == "POST" and form.is_valid():

        def act() -> Any:
            told = form.told(request.user)
            return once(request, form, lambda: refer_contact(
                contact=found, service=chosen.service, team=chosen.team, told=told, by=request.user
            ))  # fmt: skip

        to = reverse("referrals:contact", args=[found.pk])
        if answer := attempt(request, form, act, done=_("The referral is sent."), to=to):
            return answer
    context = {"title": _("Make a referral"), "button": _("Send the referral"), "to": chosen}
    return _show(request, "referrals/contact_form.html", found, form, **context)


def _record(request: HttpRequest, door: FrontDoor, form: ContactForm) -> Contact | None:
    """Record it once for its key; None where a rule was broken, which then stands in the form."""

    def create() -> Contact:
        received_on = form.cleaned_data["received_on"]
        return record_contact(
            service=door.service, team=door.team, told=form.told(), received_on=received_on, by=request.user
        )

    try:
        made: Contact = once(request, form, create)
    except RuleBroken as broken:
        form.refuse(broken)
        fresh_key(form)
        return None
    return made


def _cannot_refer(request: HttpRequest, found: Contact) -> str:
    try:
        check_can_refer(request.user, found)
    except RuleBroken as broken:
        return str(broken)
    return ""


def _find(request: HttpRequest, contact_id: Any) -> Contact:
    rows = Contact.objects.visible_to(request.user).select_related("service", "team", "decided_by", "referral")
    return get_object_or_404(rows, pk=contact_id)


def _find_to_work(request: HttpRequest, contact_id: Any) -> Contact:
    rows = Contact.objects.workable_by(request.user).select_related("service", "team", "referral")
    return get_object_or_404(rows, pk=contact_id)


def _chosen(request: HttpRequest, options: list[Any]) -> Any:
    """The one asked for, or the only one; None to choose among several, 404 where there is none at all."""
    if not options:
        raise Http404
    if len(options) == 1:
        return options[0]
    wanted = request.POST.get("to") or request.GET.get("to", "")
    return next((one for one in options if one.key == wanted), None)


def _show(request: HttpRequest, template: str, found: Contact, form: Any = None, **more: Any) -> HttpResponse:
    record_access(kind=Kind.OPENED, subject=found, detail={"part": request.resolver_match.url_name})
    context = {"nav": "contacts", "contact": found, "name": name_of(found), "form": form, **more}
    return render(request, template, context, status=400 if getattr(form, "errors", None) else 200)
