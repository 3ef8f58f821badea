"""What every figure means, in plain words."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from outcomes.access import services_with_figures
from reporting.indicators.registry import every
from reporting.reading.definitions import described
from reporting.reading.words import annexes_now, words_for_service
from reporting.views.shared import find_indicator


@requires(Permission.SEE_FIGURES)
@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    """All indicators by number and the annexes, in the words of one service; others are a link away."""
    service, services = _chosen(request)
    words = words_for_service(service)
    listed = [(one, one.label_for(words), one.text("definition", words)) for one in [*every(), *annexes_now(service)]]
    context = {"nav": "returns", "listed": listed, "service": service, "services": services}
    return render(request, "reporting/definitions.html", context)


@requires(Permission.SEE_FIGURES)
@require_safe
def definition(request: HttpRequest, key: str) -> HttpResponse:
    """One indicator, in the words of one service."""
    service, _services = _chosen(request)
    words = words_for_service(service)
    one = next((annex for annex in annexes_now(service) if annex.key == key), None) or find_indicator(key)
    texts = described(one, words)
    context = {"nav": "returns", "indicator": one, "label": one.label_for(words), "texts": texts, "service": service}
    return render(request, "reporting/definition.html", context)


def _chosen(request: HttpRequest) -> tuple[Any, list[Any]]:
    """Whose thresholds and questions stand in the words: what the address names, else the first; and all there are."""
    services = list(services_with_figures(request.user))
    wanted = request.GET.get("service", "")
    found = next((one for one in services if wanted in ("", one.slug)), None)
    if found is None:
        raise Http404
    return found, services
