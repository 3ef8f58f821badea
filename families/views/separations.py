"""A child apart from its parents, and home again; also after the case has closed."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from families.access import check_can_amend
from families.actions.separations import correct_return, correct_separation, record_return, record_separation
from families.definition_of import rules_of
from families.errors import AlreadyRecorded, DateImpossible
from families.forms.separations import ReturnEditForm, ReturnForm, SeparationEditForm, SeparationForm
from families.models import ReturnHome, Separation
from families.reading.people import born_of
from families.reading.separations import apart_now, separation_lines
from families.reading.statuses import word_of
from families.views.editing import serve_edit
from families.views.shared import Page, case_url, create, find_case, refusal, refused_page, sent_again, serve
from ui.asked import posted

FORM = ["GET", "HEAD", "POST"]
EFFECTS = (
    _("Clocks and figures that rest on it are worked out anew."),
    _("What stood here before stays in the history."),
)


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def separation_new(request: HttpRequest, case_id: Any) -> HttpResponse:
    """Record that a child and its parents parted."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_amend, case):
        return refused
    children = born_of(case)
    if not children:
        return refused_page(request, DateImpossible(_("Record the birth first: the child is unborn.")), case)
    form = SeparationForm(posted(request), children=children, definition=rules_of(case), initial=_told(request))
    page = Page(
        case=case,
        title=_("Record a separation"),
        button=_("Save the separation"),
        done=_("The separation is saved."),
        template="families/separation.html",
        context={"lines": separation_lines(case), "may_amend": True},
    )

    def save() -> Any:
        given = {name: value for name, value in form.cleaned_data.items() if name not in ("key", "child")}
        return record_separation(child=form.whom, definition=rules_of(case), by=request.user, **given)

    return serve(request, page, form, lambda: create(request, form, save))


def _told(request: HttpRequest) -> dict[str, Any]:
    """What the page before knew: a baby who was parted at birth, and with whom it is."""
    told = {name: request.GET.get(name, "").replace("\x00", "")[:40] for name in ("child", "carer")}
    known = {name: value for name, value in told.items() if value}
    return {**known, "never_went_home": True} if known else {}


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def separation_edit(request: HttpRequest, case_id: UUID, separation_id: UUID) -> HttpResponse:
    """Put right what was recorded of a separation."""
    case = find_case(request, case_id)
    children = born_of(case)
    rows = Separation.objects.filter(child__in=[child for child, _name in children]).select_related("child__person")
    row = get_object_or_404(rows, pk=separation_id)
    if refused := refusal(request, check_can_amend, case):
        return refused
    start = {name: getattr(row, name) for name in ("version", *SeparationEditForm.CHANGED)}
    form = SeparationEditForm(posted(request), definition=rules_of(case), initial=start)
    name = next(name for child, name in children if child.pk == row.child_id)
    page = Page(
        case=case, title=_("Put a separation right"), button=_("Save"), done=_("The separation is put right."),
        intro=name, back=reverse("families:child_homes", args=[case.pk]),
        effects=[*EFFECTS],
    )  # fmt: skip

    def save() -> Any:
        given = form.cleaned_data
        changes = {field: given[field] for field in SeparationEditForm.CHANGED}
        return correct_separation(
            separation=row, expected_version=given["version"], changes=changes, definition=rules_of(case),
            by=request.user,
        )  # fmt: skip

    return serve_edit(request, page, form, save, lambda field, value: _in_words(case, field, value))


def _in_words(case: Any, field: str, value: Any) -> str | None:
    rules = rules_of(case)
    lists: dict[str, Any] = {"basis": rules.separation_bases, "carer": rules.carers}
    return word_of(lists[field], value) if field in lists else None


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def return_new(request: HttpRequest, case_id: Any) -> HttpResponse:
    """Record that a child came home."""
    case = find_case(request, case_id)
    if again := sent_again(request, case_url(case)):
        return again
    if refused := refusal(request, check_can_amend, case):
        return refused
    apart = apart_now(case)
    if not apart and request.method != "POST":
        return refused_page(request, AlreadyRecorded(_("No child of this case is apart from its parents.")), case)
    told: dict[str, Any] = {"definition": rules_of(case), "kept_apart": case.family.parents_kept_apart}
    form = ReturnForm(posted(request), apart=apart, **told)
    page = Page(
        case=case,
        title=_("Record a return home"),
        button=_("Save the return"),
        done=_("The return home is saved."),
        template="families/separation.html",
        context={"lines": separation_lines(case), "may_amend": True},
    )

    def save() -> Any:
        given = form.cleaned_data
        return record_return(
            separation=form.from_which,
            returned_on=given["returned_on"],
            to_whom=given.get("to_whom", ""),
            carer=given["carer"],
            definition=rules_of(case),
            by=request.user,
        )

    return serve(request, page, form, lambda: create(request, form, save))


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def return_edit(request: HttpRequest, case_id: UUID, home_again_id: UUID) -> HttpResponse:
    """Put right when a child came home."""
    case = find_case(request, case_id)
    children = born_of(case)
    rows = ReturnHome.objects.filter(separation__child__in=[child for child, _name in children])
    row = get_object_or_404(rows.select_related("separation__child__person"), pk=home_again_id)
    if refused := refusal(request, check_can_amend, case):
        return refused
    start = {name: getattr(row, name) for name in ("version", "returned_on", "to_whom")}
    form = ReturnEditForm(posted(request), kept_apart=case.family.parents_kept_apart, initial=start)
    name = next(name for child, name in children if child.pk == row.separation.child_id)
    page = Page(
        case=case, title=_("Put a return home right"), button=_("Save"), done=_("The return home is put right."),
        intro=name, back=reverse("families:child_homes", args=[case.pk]), effects=[*EFFECTS],
    )  # fmt: skip

    def save() -> Any:
        version = form.cleaned_data["version"]
        return correct_return(returned=row, expected_version=version, changes=form.as_arguments(), by=request.user)

    return serve_edit(request, page, form, save)
