"""Returns as files: the draft, or a version as it was signed. Every download is in the read log."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from reporting.access import can
from reporting.documents import Document, draft_document, version_document
from reporting.exports import FORMATS
from reporting.models import Return
from reporting.views.shared import find_return, find_version

LANGUAGE = "en"
"""Files go to a funder and are compared byte by byte: their language is not that of whoever downloads them."""


@requires(Permission.EXPORT_RETURNS)
@require_safe
def draft(request: HttpRequest, return_id: UUID, ending: str) -> HttpResponse:
    """The draft, counted now and marked as a draft."""
    made_for = find_return(request, return_id)
    _check(request, made_for, ending)
    with translation.override(LANGUAGE):
        return _file(made_for, draft_document(made_for), ending)


@requires(Permission.EXPORT_RETURNS)
@require_safe
def version(request: HttpRequest, return_id: UUID, number: int, ending: str) -> HttpResponse:
    """A signed version; the same bytes each time."""
    found = find_version(request, return_id, number)
    _check(request, found.made_for, ending)
    with translation.override(LANGUAGE):
        return _file(found.made_for, version_document(found), ending)


def _check(request: HttpRequest, made_for: Return, ending: str) -> None:
    if ending not in FORMATS or not can(request.user, Permission.EXPORT_RETURNS, made_for.service):
        raise Http404


def _file(made_for: Return, document: Document, ending: str) -> HttpResponse:
    form = FORMATS[ending]
    detail = {"state": document.state, "format": form.ending, "audience": "internal"}
    record_access(kind=Kind.EXPORTED, subject=made_for, reference=document.period.label, detail=detail)
    name = f"{document.name}.{form.ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(form.write(document), content_type=form.content_type, headers=headers)
