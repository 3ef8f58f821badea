"""Finding a return, its versions and its figures; what is not there for the reader is 404."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from reporting.counting import applies
from reporting.documents import scope_of_return
from reporting.indicators.base import Indicator
from reporting.indicators.registry import UnknownIndicator, indicator, lines_of
from reporting.models import Return, ReturnVersion
from reporting.scope import Scope


def find_return(request: HttpRequest, return_id: UUID) -> Return:
    """The return, if its figures are the user's to see."""
    found = Return.objects.visible_to(request.user).select_related("service")
    return get_object_or_404(found, pk=return_id)


def find_version(request: HttpRequest, return_id: UUID, number: int) -> ReturnVersion:
    """A signed version of a return that the user may see."""
    made_for = find_return(request, return_id)
    return get_object_or_404(
        made_for.versions.select_related("signed_by", "first_signed_by", "made_for__service"), number=number
    )


def find_indicator(key: str, made_for: Return | None = None) -> Indicator:
    """The indicator of that key, one of the return's annexes included, if it has a figure for its period."""
    scope = scope_of_return(made_for) if made_for is not None else None
    annexes = lines_of(scope.definition) if scope else {}
    try:
        found = annexes.get(key) or indicator(key)
    except UnknownIndicator as none:
        raise Http404(str(none)) from none
    if scope is not None and not applies(found, scope.period):
        raise Http404(_("This figure is counted for whole years only."))
    return found


def kept_indicator(key: str, made_for: Return) -> Indicator:
    """The indicator of a signed line, whatever the period."""
    return lines_of(scope_of_return(made_for).definition).get(key) or find_indicator(key)


def scope_for(made_for: Return) -> Scope:
    """What the return's figures are counted over now."""
    return scope_of_return(made_for)
