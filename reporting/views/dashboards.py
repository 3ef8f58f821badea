"""Dashboards: of a manager's teams, of a practitioner's own cases, of a whole service; and the rows behind a tile."""

from collections.abc import Iterable
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from attrs import evolve
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from reporting.dashboards.asked import Asked
from reporting.dashboards.choices import choices_of, teams_with_casework, teams_worked_in
from reporting.dashboards.tiles.base import Tile
from reporting.dashboards.tiles.registry import BY_KEY
from reporting.forms.dashboard import DashboardForm
from reporting.reading.addresses import rows_address
from reporting.reading.charted import NoSuchPoint, point_in_address, point_in_words, point_of
from reporting.reading.dashboard import dashboard_of
from reporting.reading.service_wide import service_wide_of
from reporting.reading.tile_rows import page_of_tile, words_of
from ui.asked import page_number

TEMPLATE = "reporting/dashboard.html"


@requires(Permission.SEE_DASHBOARD)
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """The teams that the user manages, narrowed by what stands in the address."""
    return _page(request, request.user.teams_with(Permission.SEE_DASHBOARD))


@requires(Permission.WORK_CASES)
@require_safe
def own_dashboard(request: HttpRequest) -> HttpResponse:
    """The same of the cases that the user holds or covers."""
    return _page(request, teams_worked_in(request.user), own=request.user.pk)


@requires(Permission.SEE_DASHBOARD)
@require_safe
def dashboard_rows(request: HttpRequest, tile: str) -> HttpResponse:
    """The rows behind one tile."""
    return _rows(request, tile, request.user.teams_with(Permission.SEE_DASHBOARD))


@requires(Permission.WORK_CASES)
@require_safe
def own_dashboard_rows(request: HttpRequest, tile: str) -> HttpResponse:
    """The rows behind one tile of the user's own cases."""
    return _rows(request, tile, teams_worked_in(request.user), own=request.user.pk)


@requires(Permission.SEE_FIGURES)
@require_safe
def service_wide(request: HttpRequest) -> HttpResponse:
    """Every team of the partnership side by side: numbers alone, whoever reads them."""
    partnerships = request.user.partnerships_with(Permission.SEE_FIGURES)
    choices = choices_of(teams_with_casework(partnerships))
    form = DashboardForm(request.GET or {"on": timezone.localdate().isoformat()}, choices=choices)
    for name in ("worker", "team", "quiet"):
        form.fields.pop(name, None)
    nav = "dashboard" if request.user.holds(Permission.SEE_DASHBOARD) else "returns"
    context: dict[str, Any] = {"nav": nav, "wide": True, "form": form}
    if not form.is_valid():
        return render(request, "reporting/service_wide.html", context, status=400)
    asked = form.asked()
    manages = request.user.teams_with(Permission.SEE_DASHBOARD)
    page = service_wide_of(asked, choices.teams, manages, form.in_address())
    record_access(kind=Kind.LISTED, detail={"list": "service dashboard", "on": str(asked.on), "teams": len(page.teams)})
    return render(request, "reporting/service_wide.html", {**context, "page": page, "asked": asked})


def _form(request: HttpRequest, teams: Iterable[UUID], own: UUID | None) -> DashboardForm:
    asked = request.GET if any(name != "page" for name in request.GET) else {"on": timezone.localdate().isoformat()}
    return DashboardForm(asked, choices=choices_of(teams), own=own)


def _page(request: HttpRequest, teams: Iterable[UUID], own: UUID | None = None) -> HttpResponse:
    form = _form(request, teams, own)
    context: dict[str, Any] = {"nav": "own_dashboard" if own else "dashboard", "wide": True, "form": form, "own": own}
    if not form.is_valid():
        return render(request, TEMPLATE, context, status=400)
    asked, query = form.asked(), form.in_address()
    page = dashboard_of(asked, query, request.user, mine=bool(own))
    detail = {"list": "own dashboard" if own else "dashboard", "on": str(asked.on), "rows": page.open, **query}
    record_access(kind=Kind.LISTED, detail=detail)
    context |= {"page": page, "asked": asked, "query": query, "address": urlencode(query)}
    context["worker_query"] = lambda worker, **more: urlencode({**query, "worker": worker, **more})
    context["into"] = partial(rows_address, query=query, mine=bool(own))
    context["may_compare"] = request.user.holds(Permission.SEE_FIGURES)
    return render(request, TEMPLATE, context)


def _rows(request: HttpRequest, key: str, teams: Iterable[UUID], own: UUID | None = None) -> HttpResponse:
    tile = _tile(key)
    form = _form(request, teams, own)
    if not form.is_valid():
        raise Http404
    query = form.in_address()
    asked = form.asked()
    asked = evolve(asked, rule=_rule(request, tile, asked), **_point(request, tile, asked))
    point = point_in_address(asked)
    rows = page_of_tile(asked, tile, request.user, page_number(request))
    detail = {"list": "dashboard rows", "tile": tile.key, "on": str(asked.on), "rows": len(rows.rows), **query, **point}
    record_access(kind=Kind.LISTED, detail=detail)
    context = {
        "nav": "own_dashboard" if own else "dashboard",
        "wide": True,
        "tile": tile,
        "rows": rows,
        "asked": asked,
        "own": own,
        "address": urlencode(query),
        "pages": urlencode({**query, **({"rule": asked.rule} if asked.rule else {}), **point}),
        "rule": words_of(asked).get(f"rule:{asked.rule}", ""),
        "narrowed": [*point_in_words(asked), *form.narrowed_to()],
        "flagged": (str(tile.worse) % {"count": ""}).strip(),
    }
    return render(request, "reporting/dashboard_rows.html", context)


def _tile(key: str) -> Tile:
    try:
        return BY_KEY[key]
    except KeyError:
        raise Http404 from None


def _point(request: HttpRequest, tile: Tile, asked: Asked) -> dict[str, Any]:
    """Of which point of a chart the rows are; 404 where the tile needs what the address does not say."""
    try:
        return point_of(request.GET, tile, asked)
    except NoSuchPoint:
        raise Http404 from None


def _rule(request: HttpRequest, tile: Tile, asked: Asked) -> str:
    """The clock that the address narrows a list of clocks to; 404 for one that no definition knows."""
    rule = request.GET.get("rule", "")
    if rule and not (tile.by_rule and any(rule == one.key for each in asked.definitions for one in each.clocks)):
        raise Http404
    return rule
