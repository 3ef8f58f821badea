"""Safety flags of a family, its members, and keeping the parents apart."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from families.access import check_can_keep_apart, check_can_write
from families.actions.people_edits import add_new_member, keep_parents_apart
from families.actions.safety import add_safety_flag, edit_safety_flag
from families.definition_of import rules_of
from families.forms.people import KeptApartForm, MemberForm
from families.forms.safety import SafetyEditForm, SafetyForm
from families.reading.people import people_of
from families.views.shared import Page, create, find_case, refusal, serve
from ui.asked import posted

METHODS = ["GET", "HEAD", "POST"]


@requires(Permission.WORK_CASES)
@require_http_methods(METHODS)
def safety_new(request: HttpRequest, case_id: Any) -> HttpResponse:
    """Add what everybody must know before a visit or a call."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    form = SafetyForm(posted(request), people=people_of(case))
    page = Page(case=case, title=_("Add a safety note"), button=_("Save"), done=_("The safety note is saved."))

    def save() -> Any:
        given = {name: form.cleaned_data[name] for name in ("text", "lone_worker", "agreed_on", "review_on")}
        return add_safety_flag(family=case.family, person=form.about, by=request.user, **given)

    return serve(request, page, form, lambda: create(request, form, save))


@requires(Permission.WORK_CASES)
@require_http_methods(METHODS)
def safety_edit(request: HttpRequest, case_id: Any, flag_id: Any) -> HttpResponse:
    """Look at a safety note again: change it, put off the next look, or end it."""
    case = find_case(request, case_id)
    people = [one.person.pk for one in people_of(case)]
    flags = case.family.safety_flags.filter(person=None) | case.family.safety_flags.filter(person__in=people)
    flag = get_object_or_404(flags, pk=flag_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    names = ("version", "text", "lone_worker", "review_on", "ended_on")
    form = SafetyEditForm(posted(request), initial={name: getattr(flag, name) for name in names})
    page = Page(case=case, title=_("Change the safety note"), button=_("Save"), done=_("The safety note is saved."))

    def save() -> Any:
        changes = dict(form.cleaned_data)
        version = changes.pop("version")
        return edit_safety_flag(flag=flag, expected_version=version, changes=changes, by=request.user)

    return serve(request, page, form, save)


@requires(Permission.WORK_CASES)
@require_http_methods(METHODS)
def member_new(request: HttpRequest, case_id: Any) -> HttpResponse:
    """Add somebody to the family."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    form = MemberForm(posted(request), definition=rules_of(case), initial={"family_name": case.family.name})
    page = Page(
        case=case,
        title=_("Add somebody to the family"),
        button=_("Add them"),
        done=_("Added to the family."),
        intro=_("They get a record of their own only when somebody refers them."),
    )

    def save() -> Any:
        given = {name: value for name, value in form.cleaned_data.items() if name != "key"}
        return add_new_member(family=case.family, by=request.user, **given)

    return serve(request, page, form, lambda: create(request, form, save))


@requires(Permission.ALLOCATE)
@require_http_methods(METHODS)
def kept_apart(request: HttpRequest, case_id: Any) -> HttpResponse:
    """Let each worker see only the side that they are named on."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_keep_apart, case):
        return refused
    family = case.family
    start = {"version": family.version, "parents_kept_apart": family.parents_kept_apart}
    form = KeptApartForm(posted(request), initial=start)
    page = Page(
        case=case,
        title=_("Keep the parents apart"),
        button=_("Save"),
        done=_("Saved. It holds from now on."),
        back=reverse("families:person", args=[case.client_id]),
        effects=[
            _("Each worker sees only the side that they are named on."),
            _("Nothing of one parent’s record appears in papers for the other."),
            _("Managers of the team still see both sides."),
        ],
    )

    def save() -> Any:
        given = form.cleaned_data
        return keep_parents_apart(
            family=family,
            apart=given["parents_kept_apart"],
            expected_version=given["version"],
            by=request.user,
        )

    return serve(request, page, form, save)
