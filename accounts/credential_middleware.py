"""Who a program is: asked before anything else, so that all it does and is refused carries its name."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.credentials import count_use, recognise

GetResponse = Callable[[HttpRequest], HttpResponse]

BEARER = "bearer "
LONGEST = 200


class CredentialMiddleware:
    """Recognises the credential of a request and counts its use; the API's views decide what follows.

    Stands before the middleware that names the actor, and outside the request's transaction: what
    is counted stays counted when the request is refused.
    """

    def __init__(self, get_response: GetResponse) -> None:
        """Keep the next middleware."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set ``shown``, ``acts_as`` and ``wait_seconds`` on a request that came with a token."""
        header = request.headers.get("Authorization", "")
        if header[: len(BEARER)].lower() == BEARER and len(header) <= LONGEST:
            self._look(request, header[len(BEARER) :].strip())
        return self.get_response(request)

    @staticmethod
    def _look(request: HttpRequest, token: str) -> None:
        now = timezone.now()
        shown = recognise(token, now)
        request.shown = shown  # type: ignore[attr-defined]
        if shown.credential:
            request.acts_as = (shown.credential.system.user, shown.credential.prefix)  # type: ignore[attr-defined]
            if not shown.why:
                request.wait_seconds = count_use(shown.credential, now)  # type: ignore[attr-defined]
