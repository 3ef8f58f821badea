"""Working a case as complex, or as usual again."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from families.access import check_can_write
from families.actions.complexity import COMPLEX, set_complexity
from families.definition_of import rules_of
from families.forms.complexity import USUAL, ComplexityForm
from families.views.shared import Page, find_case, refusal, serve
from ui.asked import posted


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def complexity(request: HttpRequest, case_id: Any) -> HttpResponse:
    """Say that a case asks for more, or no longer does; what follows stands on the page."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    initial = {"version": case.version, "complexity": COMPLEX if case.complexity else USUAL}
    form = ComplexityForm(posted(request), initial=initial)
    page = Page(
        case=case,
        title=_("Complexity of the case"),
        button=_("Save"),
        done=_("Saved. Visits and caseload follow from today."),
        effects=_effects(case),
    )

    def save() -> Any:
        given = form.cleaned_data
        return set_complexity(
            case=case,
            complex_now=form.complex_now,
            reason=given["reason"],
            expected_version=given["version"],
            by=request.user,
        )

    return serve(request, page, form, save)


def _effects(case: Any) -> list[Any]:
    rules = rules_of(case)
    return [
        _("Visits: every %(days)s days as usual, every %(complex)s days where the case is complex.")
        % {"days": rules.visits.every_days, "complex": rules.visits.every_days_complex},
        _("Caseload: a complex case counts %(factor)s times as much.") % {"factor": rules.caseload.complex_factor},
    ]
