"""Where the children of a case live: the page, a move, a correction. After closure too: it comes to light late."""

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
from families.access import can_amend, check_can_amend
from families.actions.child_homes import correct_home, record_home
from families.definition_of import rules_of
from families.errors import DateImpossible
from families.forms.child_homes import HomeEditForm, HomeForm
from families.models import ChildHome
from families.naming import case_name
from families.reading.child_homes import home_lines
from families.reading.people import born_of
from families.reading.separations import separation_lines
from families.reading.statuses import word_of
from families.views.editing import serve_edit
from families.views.shared import Page, case_url, create, find_case, refusal, refused_page, sent_again, serve
from ui.asked import posted

FORM = ["GET", "HEAD", "POST"]


@requires(Permission.SEE_CASES)
@require_safe
def child_homes(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Where they live and lived, and every separation and return."""
    case = find_case(request, case_id)
    record_access(kind=Kind.OPENED, subject=case, detail={"part": "child_homes"})
    context = {
        "nav": "cases",
        "case": case,
        "name": case_name(case),
        "back": case_url(case),
        "homes": home_lines(case),
        "lines": separation_lines(case),
        "may_amend": can_amend(request.user, case),
        "any_born": bool(born_of(case)),
    }
    return render(request, "families/child_homes.html", context)


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def home_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Say with whom a child lives from a day on."""
    case = find_case(request, case_id)
    page = _page(case, _("With whom does the child live?"), _("Where the child lives is saved."))
    if again := sent_again(request, page.back):
        return again
    if refused := refusal(request, check_can_amend, case):
        return refused
    children = born_of(case)
    if not children:
        return refused_page(request, DateImpossible(_("Record the birth first: the child is unborn.")), case)
    told: dict[str, Any] = {"definition": rules_of(case), "kept_apart": case.family.parents_kept_apart}
    form = HomeForm(posted(request), children=children, **told)

    def save() -> Any:
        return record_home(child=form.whom, definition=rules_of(case), by=request.user, **form.as_arguments())

    return serve(request, page, form, lambda: create(request, form, save))


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def home_edit(request: HttpRequest, case_id: UUID, home_id: UUID) -> HttpResponse:
    """Put a row right."""
    case = find_case(request, case_id)
    children = dict(born_of(case))
    rows = ChildHome.objects.filter(child__in=list(children)).select_related("child__person")
    row = get_object_or_404(rows, pk=home_id)
    if refused := refusal(request, check_can_amend, case):
        return refused
    start = {name: getattr(row, name) for name in ("version", "since", "carer", "who")}
    told: dict[str, Any] = {"definition": rules_of(case), "kept_apart": case.family.parents_kept_apart}
    form = HomeEditForm(posted(request), initial=start, **told)
    page = _page(case, _("Put right with whom the child lived"), _("It is put right."))
    page.intro = children[row.child]

    def save() -> Any:
        return correct_home(
            home=row, expected_version=form.cleaned_data["version"], changes=form.as_arguments(),
            definition=rules_of(case), by=request.user,
        )  # fmt: skip

    def in_words(field: str, value: Any) -> str | None:
        return word_of(rules_of(case).carers, value) if field == "carer" else None

    return serve_edit(request, page, form, save, in_words)


def _page(case: Any, title: Any, done: Any) -> Page:
    back = reverse("families:child_homes", args=[case.pk])
    return Page(case=case, title=title, button=_("Save"), done=done, back=back)
