"""What every API view shares: its permission is declared, its errors are problem documents."""

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, set_rollback
from rest_framework.views import exception_handler as drf_response

from accounts.access import Declaration
from accounts.api_access import (
    CredentialAuthentication,
    CredentialThrottle,
    DeclaredPermission,
    SessionAuthentication,
)
from activity.edits import StaleEdit, stale_problem
from activity.errors import RuleBroken
from activity.idempotency import KeyReused

__all__ = [
    "CredentialView",
    "DeclaredPermission",
    "Problem",
    "ProductView",
    "SessionAuthentication",
    "problem",
    "problem_response",
    "user_of",
]

if TYPE_CHECKING:
    from accounts.models import User

PROBLEM = "application/problem+json"


class ProductView(APIView):
    """Base of the API's views. A subclass sets `required_permission`."""

    required_permission: Declaration | None = None
    authentication_classes = (SessionAuthentication,)
    permission_classes = (DeclaredPermission,)


class TooLarge(exceptions.APIException):
    """The body is larger than anything that the API asks for."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = gettext_lazy("The request is too large.")
    default_code = "too_large"


class CredentialView(ProductView):
    """Base of the views that partners' systems use: a credential, a share of each minute, a limit of size."""

    authentication_classes = (CredentialAuthentication,)  # type: ignore[assignment]
    throttle_classes = (CredentialThrottle,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what is too large, or no JSON, before any of it is read. Raises TooLarge, UnsupportedMediaType."""
        super().initial(request, *args, **kwargs)
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        if not length.isdigit() or int(length) > settings.API_LARGEST_BODY:
            raise TooLarge
        if request.method == "POST" and hasattr(self, "post") and not _is_json(request):
            raise exceptions.UnsupportedMediaType(request.content_type[:80])

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Ask that the answer is kept nowhere on its way."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        return answer


def _is_json(request: Request) -> bool:
    return request.content_type.partition(";")[0].strip().lower() == "application/json"


class FieldProblem(serializers.Serializer):
    """One value that is not right."""

    pointer = serializers.CharField(help_text="Where it stands in the body (JSON Pointer), such as #/due_date.")
    detail = serializers.CharField(help_text="What is wrong, in words for people.")


class Problem(serializers.Serializer):
    """A problem document (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(allow_blank=True)
    errors = FieldProblem(many=True, required=False)  # type: ignore[assignment]


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
    errors = {"errors": [_at(error.field, error)]} if error.field else {}
    return problem(status=422, title=title, detail=str(error), **errors)


def pointers(found: Any, where: str = "#") -> list[dict[str, str]]:
    """Return the errors of REST framework, however deep, each with its JSON Pointer (RFC 6901)."""
    if isinstance(found, dict):
        names = (
            (where if name == "non_field_errors" else f"{where}/{_escaped(name)}", one) for name, one in found.items()
        )
        return [row for place, one in names for row in pointers(one, place)]
    if isinstance(found, list) and any(isinstance(one, dict | list) for one in found):
        return [row for number, one in enumerate(found) for row in pointers(one, f"{where}/{number}")]
    return [{"pointer": where, "detail": str(one)} for one in (found if isinstance(found, list) else [found])]


def _escaped(name: Any) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")


def _at(field: str, error: Any) -> dict[str, str]:
    return {"pointer": f"#/{_escaped(field)}", "detail": str(error)}


def _as_problem(error: Exception, answer: Response) -> Response:
    members: dict[str, Any] = {}
    if isinstance(error, exceptions.ValidationError):
        title, detail = _("Some values are not right"), ""
        members["errors"] = pointers(answer.data)
    elif isinstance(error, exceptions.APIException):
        title, detail = str(error.default_detail), str(error.detail)
    else:
        title, detail = _("Not found"), ""
    members |= getattr(error, "members", {})
    body = {"type": "about:blank", "title": title, "status": answer.status_code, "detail": detail, **members}
    answer.data = body
    answer.content_type = PROBLEM
    return answer
