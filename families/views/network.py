"""The agency network of a case: who from other agencies, and how to reach them."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from families.access import can_write, check_can_write
from families.actions.network import add_agency_contact, edit_agency_contact
from families.definition_of import rules_of
from families.forms.network import AgencyContactEditForm, AgencyContactForm
from families.naming import case_name
from families.querysets.chosen import network_of
from families.reading.network import read_network
from families.reading.statuses import word_of
from families.views.editing import serve_edit
from families.views.shared import Page, case_url, create, find_case, refusal, serve
from ui.asked import posted

METHODS = ["GET", "HEAD", "POST"]
FIELDS = ("version", "role", "name", "organisation", "phone", "email", "starts", "ends")


@requires(Permission.SEE_CASES)
@require_safe
def network(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Everybody of other agencies, those who have left included."""
    case = find_case(request, case_id)
    record_access(kind=Kind.OPENED, subject=case, detail={"part": "network"})
    context = {
        "nav": "cases",
        "case": case,
        "name": case_name(case),
        "back": case_url(case),
        "page": read_network(case, request.GET.get("after", "")),
        "may_write": can_write(request.user, case),
    }
    return render(request, "families/network.html", context)


@requires(Permission.WORK_CASES)
@require_http_methods(METHODS)
def agency_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Add somebody of another agency."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    form = AgencyContactForm(posted(request), definition=rules_of(case))
    page = _page(case, title=_("Add somebody from another agency"), done=_("Added to the network."))

    def save() -> Any:
        return add_agency_contact(case=case, by=request.user, **form.as_arguments())

    return serve(request, page, form, lambda: create(request, form, save))


@requires(Permission.WORK_CASES)
@require_http_methods(METHODS)
def agency_edit(request: HttpRequest, case_id: UUID, agency_id: UUID) -> HttpResponse:
    """Change who it is, how to reach them, or until when."""
    case = find_case(request, case_id)
    contact = get_object_or_404(network_of(case), pk=agency_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    start = {name: getattr(contact, name) for name in FIELDS}
    form = AgencyContactEditForm(posted(request), initial=start, definition=rules_of(case))
    page = _page(case, title=_("Change somebody from another agency"), done=_("The network is changed."))

    def save() -> Any:
        version = form.cleaned_data["version"]
        return edit_agency_contact(
            contact=contact, expected_version=version, changes=form.as_arguments(), by=request.user
        )

    def in_words(field: str, value: Any) -> str | None:
        return word_of(rules_of(case).agency_roles, value) if field == "role" else None

    return serve_edit(request, page, form, save, in_words)


def _page(case: Any, **words: Any) -> Page:
    back = reverse("families:network", args=[case.pk])
    return Page(case=case, button=_("Save"), back=back, **words)
