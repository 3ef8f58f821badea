"""The family's journey: to be looked at together, and to be given on paper in either language."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from families.naming import case_name
from families.views.shared import find_case
from outcomes.reading.journey_page import shown_journeys
from outcomes.reading.journey_paper import journey_paper

BUTTONS = {"en": _("Print in English (PDF)"), "cy": _("Print in Welsh (PDF)")}


@requires(Permission.SEE_CASES)
@require_safe
def journey(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Every reading, area by area."""
    case = find_case(request, case_id)
    record_access(kind=Kind.OPENED, subject=case, detail={"part": "journey"})
    here = translation.get_language() or "en"
    context = {
        "nav": "cases",
        "case": case,
        "name": case_name(case),
        "journeys": shown_journeys(case),
        "languages": sorted(BUTTONS.items(), key=lambda one: not here.startswith(one[0])),
    }
    return render(request, "outcomes/journey.html", context)


@requires(Permission.SEE_CASES)
@require_safe
def journey_pdf(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The same on paper, with ``?language=`` in that language, else in the reader's."""
    case = find_case(request, case_id)
    asked = request.GET.get("language", "")
    language = asked if asked in dict(settings.LANGUAGES) else translation.get_language()
    record_access(kind=Kind.EXPORTED, subject=case, detail={"what": "journey"})
    with translation.override(language):
        body = journey_paper(case, made_at=timezone.now())
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="journey-{case.reference}.pdf"'
    return answer
