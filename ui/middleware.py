"""What happens to a page when the database is away."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render

DATABASE_IS_AWAY = (OperationalError, InterfaceError)
# Never shown again, whatever a form calls them.
_SECRET = ("csrfmiddlewaretoken", "password", "token", "key")
_LONG = 20


class DatabaseDownMiddleware:
    """A database that cannot be reached answers 503 and gives back the texts that were being sent.

    Views are answered here; what fails in other middleware reaches ui.views.server_error.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next middleware."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer what a view raised."""
        return unavailable(request) if isinstance(exception, DATABASE_IS_AWAY) else None


class LargestRequestMiddleware:
    """Answers 413 to a request that says it is longer than any page takes, before a byte of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next middleware."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on what can be taken."""
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        if length.isdigit() and int(length) > settings.REQUEST_MOST_BYTES:
            most = settings.DOCUMENT_MOST_BYTES // (1024 * 1024)
            return render(None, "errors/413.html", {"most": most}, status=413)
        return self.get_response(request)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The 503 page, with every longer text of the form in it."""
    answer = render(None, "errors/503.html", {"texts": kept_texts(request)}, status=503)
    answer["Retry-After"] = "30"
    return answer


def kept_texts(request: HttpRequest) -> list[tuple[str, str]]:
    """Name and text of every field of the request that somebody has written more than a word in."""
    try:
        sent = request.POST
    except (UnreadablePostError, MultiPartParserError, SuspiciousOperation):
        return []
    return [(name, text) for name in sent for text in sent.getlist(name) if _worth_keeping(name, text)]


def _worth_keeping(name: str, text: str) -> bool:
    return len(text) > _LONG and not any(secret in name for secret in _SECRET)
