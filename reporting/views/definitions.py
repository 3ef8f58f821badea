"""What every figure means, in plain words."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from outcomes.access import services_with_figures
from reporting.indicators.registry import every
from reporting.reading.definitions import described
from reporting.reading.words import words_for_service
from reporting.views.shared import find_indicator


@requires(Permission.SEE_FIGURES)
@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    """All indicators by number."""
    words = _words(request)
    listed = [(one, one.label_for(words), one.text("definition", words)) for one in every()]
    return render(request, "reporting/definitions.html", {"nav": "returns", "listed": listed})


@requires(Permission.SEE_FIGURES)
@require_safe
def definition(request: HttpRequest, key: str) -> HttpResponse:
    """One indicator."""
    one, words = find_indicator(key), _words(request)
    context = {"nav": "returns", "indicator": one, "label": one.label_for(words), "texts": described(one, words)}
    return render(request, "reporting/definition.html", context)


def _words(request: HttpRequest) -> dict[str, object]:
    """With the thresholds of the first service whose figures the user sees."""
    service = services_with_figures(request.user).first()
    if service is None:
        raise Http404
    return words_for_service(service)
