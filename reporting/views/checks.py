"""What a draft finds out about itself, and the records that lack something."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from reporting.checking import checks_of
from reporting.reading.checks import apart_views, gap_views, gap_words, page_of_gap, unknown_views
from reporting.scope import words_of
from reporting.views.shared import find_indicator, find_return, scope_for
from ui.asked import page_number


@requires(Permission.SEE_FIGURES)
@require_safe
def checks(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """What is not known, what stands apart from the four periods before, and what is missing."""
    made_for = find_return(request, return_id)
    scope = scope_for(made_for)
    found = checks_of(scope)
    record_access(kind=Kind.OPENED, subject=made_for, reference=scope.period.label, detail={"part": "checks"})
    context = {
        "nav": "returns",
        "return_": made_for,
        "period": scope.period,
        "before": found.before,
        "unknown": unknown_views(found),
        "apart": apart_views(found),
        "gaps": gap_views(found),
    }
    return render(request, "reporting/checks.html", context)


@requires(Permission.SEE_FIGURES)
@require_safe
def gap(request: HttpRequest, return_id: UUID, gap: str) -> HttpResponse:
    """The records that lack one thing, each with the page that puts it right."""
    made_for = find_return(request, return_id)
    one = find_indicator(gap, made_for)
    if one.gap is None:
        raise Http404(_("Nothing can be missing in this line."))
    scope = scope_for(made_for)
    rows = page_of_gap(scope, one, one.gap, request.user, page_number(request))
    detail = {"part": "missing", "figure": one.key, "rows": len(rows.rows)}
    record_access(kind=Kind.OPENED, subject=made_for, reference=scope.period.label, detail=detail)
    words = words_of(scope.definition)
    context = {
        "nav": "returns",
        "return_": made_for,
        "period": scope.period,
        "line": one,
        "label": one.label_for(words),
        "words": gap_words(one, words),
        "rows": rows,
    }
    return render(request, "reporting/gap.html", context)
