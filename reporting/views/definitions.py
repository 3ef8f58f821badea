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
    """All indicators by number, and the annexes of the first service whose figures the user sees."""
    service = _service(request)
    words = words_for_service(service)
    listed = [(one, one.label_for(words), one.text("definition", words)) for one in [*every(), *annexes_now(service)]]
    return render(request, "reporting/definitions.html", {"nav": "returns", "listed": listed})


@requires(Permission.SEE_FIGURES)
@require_safe
def definition(request: HttpRequest, key: str) -> HttpResponse:
    """One indicator."""
    service = _service(request)
    words = words_for_service(service)
    one = next((annex for annex in annexes_now(service) if annex.key == key), None) or find_indicator(key)
    context = {"nav": "returns", "indicator": one, "label": one.label_for(words), "texts": described(one, words)}
    return render(request, "reporting/definition.html", context)


def _service(request: HttpRequest) -> Any:
    """Whose thresholds and questions stand in the words."""
    service = services_with_figures(request.user).first()
    if service is None:
        raise Http404
    return service
