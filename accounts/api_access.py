"""Who may ask the API. Apart from `accounts.api`, because REST framework's views load this first."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import authentication, exceptions
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.access import PUBLIC, SIGNED_IN, Declaration
from accounts.roles import Permission
from activity.readlog import record_refusal

REFUSALS = {
    "unknown": _("This credential is not known."),
    "expired": _("This credential has expired."),
    "revoked": _("This credential has been revoked."),
    "closed": _("The agency of this credential is no longer in use."),
}


class SessionAuthentication(authentication.SessionAuthentication):
    """The session of the pages; without one the answer is 401, not 403."""

    def authenticate_header(self, request: Request) -> str:
        """Name the way to sign in, which makes REST framework answer 401."""
        return "Session"


class CredentialAuthentication(authentication.BaseAuthentication):
    """The credential of a partner's system, recognised by `CredentialMiddleware`."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """Return the system's user and the credential; None without a token, AuthenticationFailed for a bad one."""
        shown = getattr(request._request, "shown", None)
        if shown is None:
            return None
        if shown.why:
            if shown.credential:
                record_refusal(detail={"why": shown.why})
            raise exceptions.AuthenticationFailed(REFUSALS[shown.why])
        return shown.credential.system.user, shown.credential

    def authenticate_header(self, request: Request) -> str:
        """Name the way in, which makes REST framework answer 401."""
        return 'Bearer realm="api"'


class CredentialThrottle(BaseThrottle):
    """So many requests a minute for each credential (`API_REQUESTS_A_MINUTE`)."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Tell whether the minute's share is not used up; the middleware has counted."""
        self._wait = getattr(request._request, "wait_seconds", 0)
        return not self._wait

    def wait(self) -> float:
        """Return the seconds until the next minute, for the header Retry-After."""
        return float(self._wait)


class DeclaredPermission(BasePermission):
    """Lets in who holds the view's `required_permission`: a user by role, a credential by scope."""

    def has_permission(self, request: Request, view: object) -> bool:
        """Tell whether the asker may.

        Raises NotFound for a user who is signed in and may not, PermissionDenied (403) for a
        credential without the scope: whoever set it up has to be told what is missing.
        """
        declared: Declaration | None = getattr(view, "required_permission", None)
        if declared == PUBLIC:
            return True
        if declared is None or not request.user.is_authenticated:
            return False
        if declared == SIGNED_IN:
            return True
        if request.auth is not None:
            if not request.auth.holds(Permission(declared)):
                raise exceptions.PermissionDenied(_("The scope of this credential does not cover this."))
        elif not request.user.holds(Permission(declared)):
            raise exceptions.NotFound()
        return True
