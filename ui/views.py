"""Pages that belong to nobody: help, accessibility, the gallery of components, errors."""

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ui.gallery import sample_clocks, sample_entries, sample_forms
from ui.middleware import DATABASE_IS_AWAY, kept_texts, unavailable


def help_page(request: HttpRequest) -> HttpResponse:
    """How to do the usual things."""
    return render(request, "ui/help.html", {"nav": ""})


def accessibility(request: HttpRequest) -> HttpResponse:
    """What works for whom, and whom to tell when it does not."""
    return render(request, "ui/accessibility.html", {"nav": ""})


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component, filled and in error."""
    pieces = {"forms": sample_forms(), "clocks": sample_clocks(), "entries": sample_entries()}
    return render(request, "components/gallery.html", {**pieces, "nav": ""})


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def too_many(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "errors/429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database: it may be what failed, and then the page says so.

    Django calls this while it handles the error, from middleware as well as from views.
    """
    if isinstance(sys.exception(), DATABASE_IS_AWAY):
        return unavailable(request)
    return render(None, "errors/500.html", {"texts": kept_texts(request)}, status=500)
