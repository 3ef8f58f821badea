"""Middleware of the memory: who acts in this request, and no text lost with a session."""

import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from activity import drafts
from activity.context import acting, name_view
from activity.readlog import record_refusal, write_pending_refusals

GetResponse = Callable[[HttpRequest], HttpResponse]

NOT_FOR_YOU = (403, 404)


class ActingMiddleware:
    """Attributes what a request changes to its user, and logs what it was refused.

    Stands after the authentication middleware. Refusals are written when the request's own
    transaction is over, so that they stay though it was rolled back.
    """

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next middleware."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request as its user."""
        request_id = str(uuid.uuid4())
        request.request_id = request_id  # type: ignore[attr-defined]
        # A room above may have found out that a program asks, by its credential, and for whom it stands.
        actor, credential = getattr(request, "acts_as", (request.user, ""))
        with acting(user=actor, credential=credential, request_id=request_id, cache={}):
            response = self.get_response(request)
            if not write_pending_refusals() and _was_refused(request, response):
                _log_refusal(request, response)
        response["X-Request-ID"] = request_id
        return response

    def process_view(self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Remember which view answers; the address may hold what a log should not."""
        name_view(request.resolver_match.view_name or "")


class DraftRescueMiddleware:
    """Keeps a form that arrives after its session ended, then asks to sign in again."""

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next middleware."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the work is done once the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Save the text of an anonymous POST with a good token and lead to the sign-in page."""
        if request.method != "POST" or request.user.is_authenticated or not drafts.rescue(request.POST):
            return None
        messages.info(request, _("Your session had ended. Your text is kept: sign in to go on with it."))
        if request.headers.get("HX-Request") == "true":
            return open_again(request)
        return HttpResponseRedirect(sign_in_url(request.path))


def open_again(request: HttpRequest) -> HttpResponse:
    """Lead a page that saved itself through the sign-in page back to itself: its text is kept."""
    page = urlsplit(request.headers.get("HX-Current-URL", "")).path or request.path
    return HttpResponse(status=204, headers={"HX-Redirect": sign_in_url(page)})


def sign_in_url(next_path: str) -> str:
    """Return the address of the sign-in page that leads to a path of this site afterwards."""
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': next_path})}"


def _was_refused(request: HttpRequest, response: HttpResponse) -> bool:
    matched = request.resolver_match is not None
    return matched and request.user.is_authenticated and response.status_code in NOT_FOR_YOU


def _log_refusal(request: HttpRequest, response: HttpResponse) -> None:
    """Note which view refused and the key it was asked for; the address itself is not kept."""
    match = request.resolver_match
    kwargs = {name: str(value)[:64] for name, value in match.kwargs.items()}
    record_refusal(detail={"view": match.view_name, "asked_for": kwargs, "status": response.status_code})
    write_pending_refusals()
