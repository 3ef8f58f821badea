"""One figure: what it counts in plain words, and the rows behind it."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from reporting import telling
from reporting.counting import applies, figures_of
from reporting.figures import Figure
from reporting.indicators.base import Indicator
from reporting.models import Return
from reporting.reading.definitions import described
from reporting.reading.earlier import Then, other_period, periods_with
from reporting.reading.rows import RowPage, page_of_kept_rows, page_of_rows
from reporting.reading.wanted import Wanted, bands_that_open, wanted_of
from reporting.scope import Scope, words_of
from reporting.views.shared import find_indicator, find_return, find_version, kept_indicator, scope_for
from ui.asked import page_number


@requires(Permission.SEE_FIGURES)
@require_safe
def figure(request: HttpRequest, return_id: UUID, key: str) -> HttpResponse:
    """A figure of the draft, counted now; of another period where the page of the return shows it beside its own."""
    made_for = find_return(request, return_id)
    one = find_indicator(key, made_for)
    own = scope_for(made_for)
    scope, wanted = _over(request, own, one), _wanted(request, one)
    found = figures_of(scope, [one])[one.key]
    rows = page_of_rows(scope, one, request.user, page_number(request), wanted)
    label = one.label_for(words_of(scope.definition))
    before = periods_with(scope, one, found) if scope is own else ()
    more = {"period": scope.period.key} if scope is not own else {}
    return _page(request, made_for, one, label, found, rows, _("draft"), wanted, scope=scope, before=before, more=more)


@requires(Permission.SEE_FIGURES)
@require_safe
def kept_figure(request: HttpRequest, return_id: UUID, number: int, key: str) -> HttpResponse:
    """A figure of a signed version, with the rows that were frozen behind it."""
    version = find_version(request, return_id, number)
    one = kept_indicator(key, version.made_for)
    line = get_object_or_404(version.lines.all(), key=key)
    wanted = _wanted(request, one)
    rows = page_of_kept_rows(line, version.made_for.service, request.user, page_number(request), wanted)
    state = _("version %(number)s") % {"number": number}
    found = Figure(**line.figure)
    return _page(request, version.made_for, one, line.label, found, rows, state, wanted, version=number)


def _over(request: HttpRequest, own: Scope, one: Indicator) -> Scope:
    """The return's own period, or the one in the address; 404 for one that no page shows beside it."""
    key = request.GET.get("period", "")
    if key in ("", own.period.key):
        return own
    period = other_period(own, key)
    if period is None or not applies(one, period):
        raise Http404
    return own.over(period)


def _wanted(request: HttpRequest, one: Indicator) -> Wanted:
    found = wanted_of(request.GET.dict(), one)
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    made_for: Return,
    one: Indicator,
    label: str,
    found: Figure,
    rows: RowPage,
    state: object,
    wanted: Wanted,
    *,
    scope: Scope | None = None,
    version: int = 0,
    before: Sequence[Then] = (),
    more: Mapping[str, str] | None = None,
) -> HttpResponse:
    own = scope_for(made_for)
    scope = scope or own
    narrowed = {**wanted.in_address, **(more or {})}
    detail = {"part": "figure", "figure": one.key, "rows": len(rows.rows), "state": str(state), **narrowed}
    record_access(kind=Kind.OPENED, subject=made_for, reference=scope.period.label, detail=detail)
    n, whole = telling.n_and_of(found)
    context = {
        "nav": "returns",
        "wide": True,
        "return_": made_for,
        "period": scope.period,
        "own_period": own.period,
        "indicator": one,
        "label": label,
        "state": state,
        "version": version,
        "before": before,
        "figure": found,
        "value": telling.value(found),
        "n": n,
        "of": whole,
        "interval": telling.interval(found),
        "bands": telling.keyed_bands(found, one.band_labels),
        "bands_that_open": bands_that_open(one),
        "cost": telling.sum_of_cost(found.cost),
        "sources": found.cost.get("sources", []),
        "texts": described(one, words_of(scope.definition)),
        "rows": rows,
        "wanted": wanted.words(one),
        "address": urlencode(narrowed),
        "over": urlencode(more or {}),
    }
    return render(request, "reporting/figure.html", context)
