"""What the frame around every page needs."""

from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from ui.nav import items_for

_rendering: ContextVar[HttpRequest | None] = ContextVar("rendering", default=None)


def current_request() -> HttpRequest | None:
    """The request whose page is being drawn in this thread."""
    return _rendering.get()


def shell(request: HttpRequest) -> dict[str, Any]:
    """Menu, language and whether this is the demonstration."""
    _rendering.set(request)
    user = getattr(request, "user", None)
    return {
        # Not request.user: what fails before anybody is known has a page, too.
        "viewer": user,
        "menu": SimpleLazyObject(lambda: items_for(user)),
        "current_language": get_language(),
        "is_demo": getattr(settings, "DEMO", False),
        "service_name": getattr(settings, "SERVICE_NAME", "Jig-so"),
    }
