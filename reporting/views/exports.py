"""Files: asked for, watched while they are made, fetched once."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.errors import RuleBroken
from activity.readlog import Kind, record_access
from reporting.access import can
from reporting.actions.exporting import ask_export, fetch_export
from reporting.actions.releasing import release_version
from reporting.documents import period_of_return
from reporting.exports import FORMATS
from reporting.models import Export, ReturnVersion
from reporting.views.shared import find_return, find_version
from ui.asked import whole_number

LISTED = 50
GONE = _("This link has been used, or its file is gone.")


@requires(Permission.EXPORT_RETURNS)
@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    """The user's own files: waiting, ready, fetched, gone."""
    own = Export.objects.of_user(request.user).select_related("of__service", "version", "file")[:LISTED]
    listed = [(one, period_of_return(one.of).label) for one in own]
    record_access(kind=Kind.LISTED, detail={"list": "own files", "rows": len(listed)})
    waiting = any(one.state in (Export.State.ASKED, Export.State.WORKING) for one, _label in listed)
    return render(request, "reporting/exports.html", {"nav": "returns", "listed": listed, "waiting": waiting})


@requires(Permission.EXPORT_RETURNS)
@require_POST
def export_ask(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """Ask for a file of a return: its draft, a version, a release, or the rows for evaluators."""
    made_for = find_return(request, return_id)
    what, ending = request.POST.get("what", ""), request.POST.get("ending", "")
    permission = Permission.EXPORT_EXTRACT if what == Export.What.EXTRACT else Permission.EXPORT_RETURNS
    if not can(request.user, permission, made_for.service):
        raise Http404
    number = whole_number(request.POST.get("number", ""), most=9999)
    version = made_for.versions.filter(number=number).first() if number else None
    if not _is_known(what, ending, version):
        messages.error(request, str(_("Choose which file you want.")))
        return redirect("reporting:return", return_id)
    try:
        ask_export(made_for=made_for, what=what, ending=ending, version=version, by=request.user)
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        messages.success(request, str(_("The file is being made. Its link stands here as soon as it is ready.")))
    return redirect("reporting:exports")


def _is_known(what: str, ending: str, version: ReturnVersion | None) -> bool:
    """Whether there is such a file: of a version where one is needed, rows as CSV alone."""
    if what == Export.What.EXTRACT:
        return ending == "csv" and version is None
    needs_version = what in (Export.What.VERSION, Export.What.RELEASE)
    return what in Export.What.values and ending in FORMATS and needs_version == (version is not None)


@requires(Permission.EXPORT_RETURNS)
@require_safe
def export_fetch(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """The file, once, for whoever asked for it; 404 afterwards. A look with HEAD does not use the link up."""
    if request.method == "HEAD":
        if not Export.objects.of_user(request.user).filter(file__key=export_id).exists():
            raise Http404(GONE)
        return HttpResponse()
    found = fetch_export(key=export_id, by=request.user)
    if found is None:
        raise Http404(GONE)
    export, body = found
    detail = {"what": export.what, "format": export.ending, "name": export.name, "sha256": export.digest[:16]}
    record_access(kind=Kind.EXPORTED, subject=export.of, reference=period_of_return(export.of).label, detail=detail)
    content_type = FORMATS[export.ending].content_type
    headers = {"Content-Disposition": f'attachment; filename="{export.name}"', "Cache-Control": "no-store"}
    return HttpResponse(body, content_type=content_type, headers=headers)


@requires(Permission.SIGN_RETURNS)
@require_POST
def release(request: HttpRequest, return_id: UUID, number: int) -> HttpResponse:
    """Release a signed version to everybody, small numbers held back."""
    version = find_version(request, return_id, number)
    try:
        made = release_version(version=version, by=request.user)
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        messages.success(request, str(_("Released. %(count)s numbers are held back.") % {"count": len(made.held)}))
    return redirect("reporting:versions", return_id, number)
