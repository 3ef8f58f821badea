"""What happens to a page when the database is away."""

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# Never shown again, whatever a form calls them.
_SECRET = ("csrfmiddlewaretoken", "password", "token", "key")
_LONG = 20


class DatabaseDownMiddleware:
    """A database that cannot be reached answers 503 and gives back the texts that were being sent.

    Stands outside everything that asks the database, so that it can say so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError):
            return unavailable(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer what a view raised."""
        return unavailable(request) if isinstance(exception, OperationalError | InterfaceError) else None


def unavailable(request: HttpRequest) -> HttpResponse:
    """The 503 page, with every longer text of the form in it."""
    texts = [(name, text) for name, text in request.POST.items() if _worth_keeping(name, text)]
    answer = render(None, "errors/503.html", {"texts": texts}, status=503)
    answer["Retry-After"] = "30"
    return answer


def _worth_keeping(name: str, text: str) -> bool:
    return len(text) > _LONG and not any(secret in name for secret in _SECRET)
