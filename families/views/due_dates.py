"""The due date: how it is known, what came before, and which clocks a new one moves."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from families.access import check_can_write
from families.actions.pregnancies import record_due_date
from families.days import today
from families.errors import AlreadyRecorded
from families.forms.due_dates import DueDateForm
from families.reading.moves import preview
from families.reading.summary import gestation_today, time_left
from families.views.shared import Page, attempt_to, create, find_case, refusal, refused_page, show
from ui.asked import posted


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def due_date(request: HttpRequest, case_id: Any) -> HttpResponse:
    """Agree a due date; ``preview`` shows what it would move without saving."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    pregnancy = case.pregnancy or case.child.pregnancy
    if pregnancy is None or pregnancy.ended_on:
        return refused_page(request, AlreadyRecorded(_("This pregnancy has ended.")), case)
    form = DueDateForm(posted(request))
    page = _page(case, pregnancy)

    def save() -> Any:
        return record_due_date(pregnancy=pregnancy, by=request.user, **form.as_arguments())

    if request.method != "POST" or not form.is_valid():
        return show(request, page, form)
    if "preview" in request.POST:
        return show(request, page, form, seen=preview(form, pregnancy, request.user, save))
    return attempt_to(request, page, form, lambda: create(request, form, save)) or show(request, page, form)


def _page(case: Any, pregnancy: Any) -> Page:
    weeks = gestation_today(pregnancy, today())
    return Page(
        case=case,
        title=_("Due date"),
        button=_("Save the due date"),
        done=_("The due date is saved."),
        template="families/due_date.html",
        context={
            "pregnancy": pregnancy,
            "weeks": weeks,
            "left": "" if weeks is None else time_left(weeks),
            "estimates": pregnancy.estimates.select_related("entered_by"),
        },
    )
