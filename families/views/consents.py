"""Consent, and what was shared with others."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from families.access import check_can_amend
from families.actions.consents import log_sharing, record_consent
from families.definition_of import rules_of
from families.forms.consents import ConsentForm, SharingForm
from families.reading.colleagues import colleagues_of
from families.reading.consents import consent_lines
from families.reading.people import people_of
from families.views.shared import Page, create, find_case, refusal, serve
from ui.asked import posted


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, case_id: Any) -> HttpResponse:
    """Record an answer to a question of consent, under all that was answered before."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_amend, case):
        return refused
    adults = [one for one in people_of(case) if one.child is None]
    form = ConsentForm(posted(request), people=adults, definition=rules_of(case))
    page = Page(
        case=case,
        title=_("Consent"),
        button=_("Save the answer"),
        done=_("The answer is saved."),
        template="families/consent.html",
        context={"lines": consent_lines(case, request.user)},
    )

    def save() -> Any:
        given = form.cleaned_data
        return record_consent(
            case=case,
            person=form.whom,
            kind=given["kind"],
            answer=given["answer"],
            answered_on=given["answered_on"],
            note=given["note"],
            by=request.user,
        )

    return serve(request, page, form, lambda: create(request, form, save))


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def sharing(request: HttpRequest, case_id: Any) -> HttpResponse:
    """Record what was shared, under the log of it; of a closed case as well, for disclosures come late."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_amend, case):
        return refused
    form = SharingForm(posted(request), colleagues=colleagues_of(case))
    page = Page(
        case=case,
        title=_("Sharing log"),
        button=_("Save"),
        done=_("Saved in the sharing log."),
        template="families/sharing.html",
        context={"entries": case.sharing.select_related("allowed_by").order_by("-shared_on", "-id")[:200]},
    )

    def save() -> Any:
        given = {name: value for name, value in form.cleaned_data.items() if name not in ("key", "allowed_by")}
        return log_sharing(case=case, allowed_by=form.colleague, by=request.user, **given)

    return serve(request, page, form, lambda: create(request, form, save))
