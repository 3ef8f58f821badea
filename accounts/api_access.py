"""Who may ask the API. Apart from `accounts.api`, because REST framework's views load this first."""

from rest_framework import authentication, exceptions
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.access import PUBLIC, SIGNED_IN, Declaration
from accounts.roles import Permission


class SessionAuthentication(authentication.SessionAuthentication):
    """The session of the pages; without one the answer is 401, not 403."""

    def authenticate_header(self, request: Request) -> str:
        """Name the way to sign in, which makes REST framework answer 401."""
        return "Session"


class DeclaredPermission(BasePermission):
    """Lets a user in who holds the view's `required_permission`; for others it is absent."""

    def has_permission(self, request: Request, view: object) -> bool:
        """Tell whether the user may; raises NotFound for one who is signed in and may not."""
        declared: Declaration | None = getattr(view, "required_permission", None)
        if declared == PUBLIC:
            return True
        if declared is None or not request.user.is_authenticated:
            return False
        if declared != SIGNED_IN and not request.user.holds(Permission(declared)):
            raise exceptions.NotFound()
        return True
