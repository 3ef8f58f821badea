"""Deny by default: a view that declares nothing is open to nobody."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation

from accounts.access import PUBLIC, SIGNED_IN, declared_by
from activity.middleware import sign_in_url

GetResponse = Callable[[HttpRequest], HttpResponse]


class DeclaredAccessMiddleware:
    """Asks of each view what it declares (`accounts.access`) before it runs.

    Without an account one is led to the sign-in page; without the permission the page does
    not exist. Views of the REST framework sign people in themselves: here they are only
    asked for their declaration, `accounts.api` enforces it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next middleware."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the decision is made once the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Let the view run, lead to the sign-in page, or answer 404."""
        declared = declared_by(view)
        if declared is None:
            raise ImproperlyConfigured(f"{request.resolver_match.view_name} declares no permission")
        if declared == PUBLIC or _is_api(view):
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if declared != SIGNED_IN and not request.user.holds(declared):
            raise Http404
        return None


class PrivatePagesMiddleware:
    """Keeps what somebody signed in has read out of the browser's store.

    On a shared computer the way back from the sign-out page must not lead to a record.
    """

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next middleware."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and ask that the answer is kept nowhere."""
        private = request.user.is_authenticated
        response = self.get_response(request)
        if private:
            response["Cache-Control"] = "no-store"
        return response


class LanguageMiddleware:
    """Shows the pages in the language that the user has chosen, in place of the browser's."""

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next middleware."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the user's language; an anonymous visitor gets the browser's."""
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


def _is_api(view: Any) -> bool:
    return hasattr(view, "cls")


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in page and back; htmx is told to load it as a whole page."""
    redirect = HttpResponseRedirect(sign_in_url(request.path))
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": redirect.url})
    return redirect
