"""Taking a wrong reading out of the figures."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from families.days import said
from families.views.shared import Page, find_case, refusal, serve
from outcomes.actions.assessments import check_can_withdraw, withdraw_assessment
from outcomes.forms.withdrawing import WithdrawForm
from outcomes.models import Assessment
from ui.asked import posted


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def assessment_withdraw(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Say why a reading is wrong; it stays on the timeline, struck out."""
    found = get_object_or_404(Assessment.objects.visible_to(request.user), pk=assessment_id)
    case = find_case(request, found.case_id)
    if refused := refusal(request, lambda user, one: check_can_withdraw(user, found, one), case):
        return refused
    form = WithdrawForm(posted(request), initial={"version": found.version})
    page = Page(
        case=case,
        title=_("Withdraw scores"),
        button=_("Withdraw these scores"),
        done=_("The scores are withdrawn."),
        back=reverse("outcomes:scores", args=[case.pk]),
        intro=_("%(point)s, %(who)s, %(day)s") % {
            "point": found.get_point_display(),
            "who": found.get_respondent_display().lower(),
            "day": said(found.assessed_on),
        },
        effects=[
            _("They leave every figure and every later calculation."),
            _("They stay to be read, struck out, with your reason."),
        ],
        warning=True,
    )  # fmt: skip

    def save() -> Any:
        given = form.cleaned_data
        return withdraw_assessment(
            assessment=found, expected_version=given["version"], reason=given["reason"], by=request.user
        )

    return serve(request, page, form, save)
