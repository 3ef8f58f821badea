"""Files: asked for, watched while they are made, fetched once."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.errors import RuleBroken
from activity.readlog import Kind, record_access
from reporting.access import can
from reporting.actions.exporting import RIGHTS, ask_export, can_fetch, fetch_export
from reporting.actions.releasing import release_version
from reporting.exports.making import content_type_of, is_known
from reporting.models import Export
from reporting.reading.own_files import own_files, period_of
from reporting.views.shared import find_return, find_version
from ui.asked import whole_number

LISTED = 50


@requires(Permission.FETCH_FILES)
@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    """The user's own files: waiting, ready, fetched, gone."""
    listed = own_files(request.user, most=LISTED)
    record_access(kind=Kind.LISTED, detail={"list": "own files", "rows": len(listed)})
    nav, back, page = _asked_on(request)
    context = {
        "nav": nav,
        "back": (back, reverse(page)),
        "listed": listed,
        "waiting": any(one.is_waiting for one in listed),
    }
    return render(request, "reporting/exports.html", context)


@requires(Permission.EXPORT_RETURNS)
@require_POST
def export_ask(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """Ask for a file of a return: its draft, a version, a release, or the rows for evaluators."""
    made_for = find_return(request, return_id)
    what, ending = request.POST.get("what", ""), request.POST.get("ending", "")
    if not can(request.user, RIGHTS.get(what, Permission.EXPORT_RETURNS), made_for.service):
        raise Http404
    number = whole_number(request.POST.get("number", ""), most=9999)
    version = made_for.versions.filter(number=number).first() if number else None
    if not is_known(what, ending, with_version=version is not None):
        messages.error(request, str(_("Choose which file you want.")))
        return redirect("reporting:return", return_id)
    try:
        ask_export(made_for=made_for, what=what, ending=ending, version=version, by=request.user)
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        messages.success(request, str(_("The file is being made. Its link stands here as soon as it is ready.")))
    return redirect("reporting:exports")


@requires(Permission.FETCH_FILES)
@require_safe
def export_fetch(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """The file, once, for whoever asked for it; 404 afterwards. A look with HEAD does not use the link up.

    What has rows that the asker may no longer see is not handed out: a page says so, and offers to make it anew.
    """
    if request.method == "HEAD":
        if not can_fetch(key=export_id, by=request.user):
            raise Http404
        return HttpResponse()
    nav, back, page = _asked_on(request)
    found = fetch_export(key=export_id, by=request.user)
    if found is None:
        context = {"nav": nav, "back": (back, reverse(page))}
        return render(request, "reporting/export_gone.html", context, status=404)
    export, body = found
    if export.state == Export.State.WITHHELD:
        return render(request, "reporting/export_withheld.html", {"nav": nav, "export": export}, status=409)
    detail = {"what": export.what, "format": export.ending, "name": export.name, "sha256": export.digest[:16]}
    subject = export.of or export.service
    record_access(kind=Kind.EXPORTED, subject=subject, reference=period_of(export), detail=detail)
    headers = {"Content-Disposition": f'attachment; filename="{export.name}"', "Cache-Control": "no-store"}
    return HttpResponse(body, content_type=content_type_of(export), headers=headers)


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


def _asked_on(request: HttpRequest) -> tuple[str, Promise, str]:
    """Where the user asks for files: the entry of the menu, the name of the page, its view."""
    if request.user.holds(Permission.SEE_FIGURES):
        return "returns", _("Returns"), "reporting:returns"
    if request.user.holds(Permission.SEE_CONTACT_FIGURES):
        return "by_month", _("By outcome and month"), "reporting:by_month"
    return "extracts", _("Rows for evaluators"), "reporting:extracts"
