"""One figure: what it counts in plain words, and the rows behind it."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from reporting import telling
from reporting.counting import figures_of
from reporting.figures import Figure
from reporting.indicators.base import Indicator
from reporting.models import Return
from reporting.reading.definitions import described
from reporting.reading.earlier import Then, periods_with
from reporting.reading.rows import RowPage, page_of_kept_rows, page_of_rows
from reporting.scope import words_of
from reporting.views.shared import find_indicator, find_return, find_version, kept_indicator, scope_for
from ui.asked import page_number


@requires(Permission.SEE_FIGURES)
@require_safe
def figure(request: HttpRequest, return_id: UUID, key: str) -> HttpResponse:
    """A figure of the draft, counted now."""
    made_for = find_return(request, return_id)
    one = find_indicator(key, made_for)
    scope = scope_for(made_for)
    found = figures_of(scope, [one])[one.key]
    rows = page_of_rows(scope, one, request.user, page_number(request))
    label = one.label_for(words_of(scope.definition))
    return _page(request, made_for, one, label, found, rows, _("draft"), before=periods_with(scope, one, found))


@requires(Permission.SEE_FIGURES)
@require_safe
def kept_figure(request: HttpRequest, return_id: UUID, number: int, key: str) -> HttpResponse:
    """A figure of a signed version, with the rows that were frozen behind it."""
    version = find_version(request, return_id, number)
    one = kept_indicator(key, version.made_for)
    line = get_object_or_404(version.lines.all(), key=key)
    rows = page_of_kept_rows(line, version.made_for.service, request.user, page_number(request))
    state = _("version %(number)s") % {"number": number}
    return _page(request, version.made_for, one, line.label, Figure(**line.figure), rows, state, version=number)


def _page(
    request: HttpRequest,
    made_for: Return,
    one: Indicator,
    label: str,
    found: Figure,
    rows: RowPage,
    state: object,
    version: int = 0,
    before: Sequence[Then] = (),
) -> HttpResponse:
    scope = scope_for(made_for)
    detail = {"part": "figure", "figure": one.key, "rows": len(rows.rows), "state": str(state)}
    record_access(kind=Kind.OPENED, subject=made_for, reference=scope.period.label, detail=detail)
    context = {
        "nav": "returns",
        "wide": True,
        "return_": made_for,
        "period": scope.period,
        "indicator": one,
        "label": label,
        "state": state,
        "version": version,
        "before": before,
        "figure": found,
        "value": telling.value(found),
        "of": telling.of(found),
        "interval": telling.interval(found),
        "bands": telling.bands(found, one.band_labels),
        "cost": telling.sum_of_cost(found.cost),
        "sources": found.cost.get("sources", []),
        "texts": described(one, words_of(scope.definition)),
        "rows": rows,
    }
    return render(request, "reporting/figure.html", context)
