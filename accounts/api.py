"""What every API view shares: its permission is declared, its errors are problem documents."""

from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, set_rollback
from rest_framework.views import exception_handler as drf_response

from accounts.access import Declaration
from accounts.api_access import DeclaredPermission, SessionAuthentication
from activity.edits import StaleEdit, stale_problem
from activity.errors import RuleBroken
from activity.idempotency import KeyReused

__all__ = ["DeclaredPermission", "ProductView", "SessionAuthentication", "problem", "problem_response", "user_of"]

if TYPE_CHECKING:
    from accounts.models import User

PROBLEM = "application/problem+json"


class ProductView(APIView):
    """Base of the API's views. A subclass sets `required_permission`."""

    required_permission: Declaration | None = None
    authentication_classes = (SessionAuthentication,)
    permission_classes = (DeclaredPermission,)


def user_of(request: Request) -> "User":
    """Return who asks. The permission that the view declares lets nobody in who has not signed in."""
    return cast("User", request.user)


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
