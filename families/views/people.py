"""A person's page, and what of it can be changed: each with its date, nothing overwritten unseen."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from families.access import can_keep_apart, can_write_about, case_for_writing
from families.actions.people import record_address, record_channel, record_name
from families.actions.people_edits import edit_person, end_channel, record_facts
from families.definition_of import rules_of
from families.errors import CaseIsClosed, NotYours
from families.forms.people import AddressForm, ChannelEndForm, ChannelForm, FactsForm, NameForm, PersonForm
from families.models.choices import Answer
from families.querysets.merging import can_merge
from families.querysets.shown import people_shown_to
from families.reading.meetings import name_of
from families.reading.person import known_facts, read_person
from families.views.shared import Page, create, refused_page, sent_again, serve
from ui.asked import posted

METHODS = ["GET", "HEAD", "POST"]


@requires(Permission.SEE_CASES)
@require_safe
def person(request: HttpRequest, person_id: Any) -> HttpResponse:
    """Names, addresses, ways of reaching, facts, safety."""
    found = find_person(request, person_id)
    page = read_person(found, request.user)
    record_access(kind=Kind.OPENED, subject=found, reference=page.cases[0].reference, detail={"part": "person"})
    context = {
        "nav": "cases",
        "page": page,
        "case": page.cases[0],
        "may_write": can_write_about(request.user, found),
        "may_merge": can_merge(request.user, found),
        "may_keep_apart": can_keep_apart(request.user, page.cases[0]),
    }
    return render(request, "families/person.html", context)


@requires(Permission.WORK_CASES)
@require_http_methods(METHODS)
def person_edit(request: HttpRequest, person_id: Any) -> HttpResponse:
    """Change who somebody is. Two editors at once: the second sees both versions."""
    found = find_person(request, person_id)
    form = PersonForm(posted(request), initial=_values(found))

    def save() -> Any:
        version = form.cleaned_data["version"]
        return edit_person(person=found, expected_version=version, changes=form.changes(), by=request.user)

    return _record(request, found, form, save, _("Change details"), _("Save the details"))


@requires(Permission.WORK_CASES)
@require_http_methods(METHODS)
def person_name(request: HttpRequest, person_id: Any) -> HttpResponse:
    """Add a name from a day on; earlier ones stay and can be searched."""
    found = find_person(request, person_id)
    start = {"kind": "usual", "given_name": found.given_name, "family_name": found.family_name}
    form = NameForm(posted(request), initial=start)
    save = _creating(request, form, lambda given: record_name(person=found, by=request.user, **given))
    return _record(request, found, form, save, _("Add a name"), _("Save the name"))


@requires(Permission.WORK_CASES)
@require_http_methods(METHODS)
def person_address(request: HttpRequest, person_id: Any) -> HttpResponse:
    """Add an address from a day on; the one before ends the day before."""
    found = find_person(request, person_id)
    form = AddressForm(posted(request))
    save = _creating(request, form, lambda given: record_address(person=found, by=request.user, **given))
    return _record(request, found, form, save, _("Add an address"), _("Save the address"))


@requires(Permission.WORK_CASES)
@require_http_methods(METHODS)
def person_channel(request: HttpRequest, person_id: Any) -> HttpResponse:
    """Add a way of reaching somebody, and whether it is safe."""
    found = find_person(request, person_id)
    form = ChannelForm(posted(request))
    save = _creating(request, form, lambda given: record_channel(person=found, by=request.user, **given))
    return _record(request, found, form, save, _("Add a way of reaching them"), _("Save"))


@requires(Permission.WORK_CASES)
@require_http_methods(METHODS)
def channel_end(request: HttpRequest, person_id: Any, channel_id: Any) -> HttpResponse:
    """Take a number or address out of use."""
    found = find_person(request, person_id)
    if again := sent_again(request, person_url(found)):
        return again
    channel = get_object_or_404(found.channels.filter(valid_to__isnull=True), pk=channel_id)
    form = ChannelEndForm(posted(request))
    save = _creating(request, form, lambda given: end_channel(channel=channel, by=request.user, **given))
    return _record(
        request,
        found,
        form,
        save,
        _("No longer in use"),
        _("Save"),
        intro=f"{channel.get_channel_display()} {channel.value}".strip(),
    )


@requires(Permission.WORK_CASES)
@require_http_methods(METHODS)
def person_facts(request: HttpRequest, person_id: Any) -> HttpResponse:
    """Ask the monitoring questions; not asked and prefer not to say stay apart."""
    found = find_person(request, person_id)
    case = read_person(found, request.user).cases[0]
    form = FactsForm(posted(request), definition=rules_of(case), known=known_facts(found))

    def save() -> Any:
        return record_facts(person=found, answers=form.answers(), by=request.user)

    return _record(request, found, form, save, _("Monitoring questions"), _("Save the answers"))


def find_person(request: HttpRequest, person_id: Any) -> Any:
    """The person if the user may know of them; else 404."""
    return get_object_or_404(people_shown_to(request.user), pk=person_id)


def person_url(found: Any) -> str:
    return reverse("families:person", args=[found.pk])


def _creating(request: HttpRequest, form: Any, make: Callable[[dict[str, Any]], Any]) -> Callable[[], Any]:
    """Make one row of what the form gives, once for its key."""

    def save() -> Any:
        given = {name: value for name, value in form.cleaned_data.items() if name != "key"}
        return create(request, form, lambda: make(given))

    return save


def _record(
    request: HttpRequest, found: Any, form: Any, save: Callable[[], Any], title: Any, button: Any, intro: str = ""
) -> HttpResponse:
    """One form about a person, for those who may write on one of their cases."""
    try:
        case = case_for_writing(request.user, found)
    except (CaseIsClosed, NotYours) as broken:
        return refused_page(request, broken, read_person(found, request.user).cases[0])
    about = "" if found.pk == case.client_id else name_of(found)
    page = Page(
        case=case,
        title=title,
        button=button,
        done=_("Saved."),
        intro=": ".join(part for part in (about, intro) if part),
        back=person_url(found),
    )
    return serve(request, page, form, save)


def _values(found: Any) -> dict[str, Any]:
    names = ("version", "nhs_number", "nhs_number_verified", "date_of_birth", "language", "interpreter_needed")
    values = {name: getattr(found, name) for name in names}
    answered = found.care_leaver_answer == Answer.GIVEN
    return values | {"care_leaver": found.care_leaver if answered else found.care_leaver_answer}
