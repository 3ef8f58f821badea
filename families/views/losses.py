"""Recording a loss, for one baby."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from families.access import check_can_amend
from families.actions.losses import ALIVE, record_loss, survivors
from families.days import today
from families.errors import AlreadyRecorded
from families.forms.births import known_baby
from families.forms.losses import LossForm
from families.models.choices import ChildState
from families.reading.people import named_children
from families.reading.summary import gestation_today
from families.views.shared import Page, case_url, create, find_case, refusal, refused_page, sent_again, serve
from ui.asked import posted


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def loss(request: HttpRequest, case_id: Any, child_id: Any) -> HttpResponse:
    """Record that a baby was lost or has died, and say beforehand what stops."""
    case = find_case(request, case_id)
    found = known_baby(named_children(case), child_id)
    if found is None:
        raise Http404
    if again := sent_again(request, case_url(case)):
        return again
    if refused := refusal(request, check_can_amend, case):
        return refused
    child, name = found
    if child.state not in ALIVE:
        return refused_page(request, AlreadyRecorded(_("A loss is recorded for this baby.")), case)
    form = LossForm(posted(request), child=child)

    def save() -> Any:
        return record_loss(child=child, by=request.user, **_given(form))

    return serve(request, _page(case, child, name), form, lambda: create(request, form, save))


def _given(form: LossForm) -> dict[str, Any]:
    return {"kind": form.cleaned_data["kind"], "lost_on": form.cleaned_data["lost_on"]}


def _page(case: Any, child: Any, name: str) -> Page:
    weeks = gestation_today(child.pregnancy, today()) if child.state == ChildState.UNBORN else None
    others = [one for one in survivors(case) if one.pk != child.pk]
    return Page(
        case=case,
        title=_("Record a loss"),
        button=_("Save"),
        done=_("Saved. The team has been told."),
        template="families/loss.html",
        context={"child": child, "baby": name, "weeks": weeks, "others": others},
    )
