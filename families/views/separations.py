"""A child apart from its parents, and home again; also after the case has closed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from families.access import check_can_amend
from families.actions.separations import record_return, record_separation
from families.definition_of import rules_of
from families.errors import AlreadyRecorded, DateImpossible
from families.forms.separations import ReturnForm, SeparationForm
from families.reading.people import born_of
from families.reading.separations import apart_now, separation_lines
from families.views.shared import Page, case_url, create, find_case, refusal, refused_page, sent_again, serve
from ui.asked import posted


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def separation_new(request: HttpRequest, case_id: Any) -> HttpResponse:
    """Record that a child and its parents parted."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_amend, case):
        return refused
    children = born_of(case)
    if not children:
        return refused_page(request, DateImpossible(_("Record the birth first: the child is unborn.")), case)
    form = SeparationForm(posted(request), children=children, definition=rules_of(case))
    page = Page(
        case=case,
        title=_("Record a separation"),
        button=_("Save the separation"),
        done=_("The separation is saved."),
        template="families/separation.html",
        context={"lines": separation_lines(case)},
    )

    def save() -> Any:
        given = {name: value for name, value in form.cleaned_data.items() if name not in ("key", "child")}
        return record_separation(child=form.whom, definition=rules_of(case), by=request.user, **given)

    return serve(request, page, form, lambda: create(request, form, save))


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
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
    form = ReturnForm(posted(request), apart=apart)
    page = Page(
        case=case,
        title=_("Record a return home"),
        button=_("Save the return"),
        done=_("The return home is saved."),
        template="families/separation.html",
        context={"lines": separation_lines(case)},
    )

    def save() -> Any:
        given = form.cleaned_data
        return record_return(
            separation=form.from_which,
            returned_on=given["returned_on"],
            to_whom=given["to_whom"],
            by=request.user,
        )

    return serve(request, page, form, lambda: create(request, form, save))
