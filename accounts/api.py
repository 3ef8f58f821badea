"""What every API view shares: its permission is declared, its errors are problem documents."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import authentication, exceptions, status
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, set_rollback
from rest_framework.views import exception_handler as drf_response

from accounts.access import PUBLIC, SIGNED_IN, Declaration
from activity.edits import StaleEdit, stale_problem
from activity.errors import RuleBroken
from activity.idempotency import KeyReused

PROBLEM = "application/problem+json"


class SessionAuthentication(authentication.SessionAuthentication):
    """The session of the pages; without one the answer is 401, not 403."""

    def authenticate_header(self, request: Request) -> str:
        """Name the way to sign in, which makes REST framework answer 401."""
        return "Session"


class DeclaredPermission(BasePermission):
    """Lets a user in who holds the view's `required_permission`; for others it is absent."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Tell whether the user may; raises NotFound for one who is signed in and may not."""
        declared: Declaration | None = getattr(view, "required_permission", None)
        if declared == PUBLIC:
            return True
        if declared is None or not request.user.is_authenticated:
            return False
        if declared != SIGNED_IN and not request.user.holds(declared):
            raise exceptions.NotFound()
        return True


class ProductView(APIView):
    """Base of the API's views. A subclass sets `required_permission`."""

    required_permission: Declaration | None = None
    authentication_classes = (SessionAuthentication,)
    permission_classes = (DeclaredPermission,)


def problem(*, status: int, title: str, detail: str = "", **members: Any) -> Response:
    """Return a problem document (RFC 9457)."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **members}
    return Response(body, status=status, content_type=PROBLEM)


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an error of an API view as a problem document; None lets it be a 500.

    404 absent or out of scope, 409 a stale version, 422 a broken rule or a reused key,
    429 too many requests, 400 and 422 with the errors by field.
    """
    if isinstance(error, RuleBroken):
        return _broken_rule(error)
    answer = drf_response(error, context)
    if answer is None:
        return None
    if isinstance(error, Http404 | PermissionDenied):
        answer.status_code = status.HTTP_404_NOT_FOUND
    return _as_problem(error, answer)


def _broken_rule(error: RuleBroken) -> Response:
    set_rollback()
    if isinstance(error, StaleEdit):
        return Response(stale_problem(error), status=409, content_type=PROBLEM)
    title = _("The key has been used before") if isinstance(error, KeyReused) else _("A rule forbids this")
    errors = {"errors": {error.field: [str(error)]}} if error.field else {}
    return problem(status=422, title=title, detail=str(error), **errors)


def _as_problem(error: Exception, answer: Response) -> Response:
    members: dict[str, Any] = {}
    if isinstance(error, exceptions.ValidationError):
        title, detail = _("Some values are not right"), ""
        members["errors"] = answer.data
    elif isinstance(error, exceptions.APIException):
        title, detail = str(error.default_detail), str(error.detail)
    else:
        title, detail = _("Not found"), ""
    body = {"type": "about:blank", "title": title, "status": answer.status_code, "detail": detail, **members}
    answer.data = body
    answer.content_type = PROBLEM
    return answer
