"""Referrals by file: template, upload, preview, decisions, and what came of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.errors import RuleBroken
from activity.idempotency import receive_once
from activity.readlog import Kind, record_access
from families.days import today
from families.forms.common import choices
from referrals.actions.uploads import begin_upload, confirm_upload, decide_rows, discard_upload
from referrals.destinations import Destination, destinations_for, writes_down
from referrals.forms.upload import UploadForm
from referrals.models import Upload, UploadRow
from referrals.reading.uploads import read_preview, results_of, running_uploads
from referrals.uploads.columns import columns_for, template
from referrals.views.shared import fresh_key
from ui.asked import whole_number

WAITING = (Upload.State.CHECKING, Upload.State.WRITING)
ROW = "row-"
MOST_NUMBER = 99_999_999


@requires(Permission.SEND_REFERRAL)
@require_http_methods(["GET", "HEAD", "POST"])
def upload_new(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is read and checked, and nothing is sent yet."""
    options = destinations_for(request.user, today())
    if not options:
        raise Http404
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, options=options)
        if form.is_valid() and (upload := _begin(request, form)):
            return redirect("referrals:upload", upload_id=upload.pk)
    else:
        form = UploadForm(options=options)
    context = {
        "nav": _nav(request),
        "form": form,
        "columns": columns_for(_by_team(request, options)),
        "sources": choices(options[0].definition.referral_sources),
        "running": running_uploads(request.user),
    }
    return render(request, "referrals/upload_new.html", context, status=400 if form.errors else 200)


@requires(Permission.SEND_REFERRAL)
@require_safe
def upload_template(request: HttpRequest) -> HttpResponse:
    """The file to fill in."""
    options = destinations_for(request.user, today())
    answer = HttpResponse(template(_by_team(request, options)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="referrals-template.csv"'
    return answer


@requires(Permission.SEND_REFERRAL)
@require_safe
def upload(request: HttpRequest, upload_id: Any) -> HttpResponse:
    """How far it is, what is wrong and what has to be decided; once it is sent, what came of it."""
    found = _find(request, upload_id)
    record_access(kind=Kind.OPENED, subject=found, detail={"rows": found.rows})
    if found.state in WAITING or found.state == Upload.State.READY:
        return _preview(request, found)
    rows, following = results_of(found, after=whole_number(request.GET.get("after", ""), most=MOST_NUMBER) or 0)
    linked = not found.by_team or request.user.holds(Permission.SEE_REFERRALS)
    context = {"nav": _nav(request), "upload": found, "rows": rows, "next": following, "linked": linked}
    return render(request, "referrals/uploaded.html", context)


@requires(Permission.SEND_REFERRAL)
@require_POST
def upload_decide(request: HttpRequest, upload_id: Any) -> HttpResponse:
    """Keep what was decided about rows that resemble somebody."""
    found = _find(request, upload_id)
    chosen = {
        number: str(value)
        for name, value in request.POST.items()
        if name.startswith(ROW) and value in UploadRow.Choice.values
        if (number := whole_number(name.removeprefix(ROW), most=MOST_NUMBER)) is not None
    }
    try:
        count = decide_rows(upload=found, choices=chosen, by=request.user)
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        messages.success(request, _("%(count)s decisions are kept.") % {"count": count})
    return redirect("referrals:upload", upload_id=found.pk)


@requires(Permission.SEND_REFERRAL)
@require_POST
def upload_confirm(request: HttpRequest, upload_id: Any) -> HttpResponse:
    """Send every row that is not left out, or none."""
    found = _find(request, upload_id)
    try:
        sent = confirm_upload(upload=found, by=request.user)
    except RuleBroken as broken:
        messages.error(request, str(broken))
    else:
        if sent.state == Upload.State.DONE:
            messages.success(request, _("The referrals are sent."))
    return redirect("referrals:upload", upload_id=found.pk)


@requires(Permission.SEND_REFERRAL)
@require_POST
def upload_discard(request: HttpRequest, upload_id: Any) -> HttpResponse:
    """Throw the file away."""
    found = _find(request, upload_id)
    try:
        discard_upload(upload=found, by=request.user)
    except RuleBroken as broken:
        messages.error(request, str(broken))
        return redirect("referrals:upload", upload_id=found.pk)
    messages.success(request, _("The file is thrown away. Nothing was sent."))
    return redirect("referrals:upload_new")


def _begin(request: HttpRequest, form: UploadForm) -> Upload | None:
    """Take the file in once for the form's key; None where it cannot be read."""
    file = form.cleaned_data["file"]
    body = file.read()
    sent = {"to": form.destination.key, "name": file.name, "size": file.size}

    def begin() -> Upload:
        return begin_upload(destination=form.destination, name=file.name, body=body, by=request.user)

    try:
        made, _fresh = receive_once(
            sender=f"user:{request.user.pk}", key=f"upload:{form.once}", body=sent, create=begin
        )
    except RuleBroken as broken:
        form.refuse(broken)
        fresh_key(form)
        return None
    return made  # type: ignore[return-value]


def _find(request: HttpRequest, upload_id: Any) -> Upload:
    rows = Upload.objects.visible_to(request.user).select_related("service", "team")
    return get_object_or_404(rows, pk=upload_id)


def _preview(request: HttpRequest, found: Upload) -> HttpResponse:
    context = {
        "nav": _nav(request),
        "upload": found,
        "page": read_preview(found),
        "waiting": found.state in WAITING,
        "choices": UploadRow.Choice.choices,
    }
    return render(request, "referrals/upload.html", context)


def _by_team(request: HttpRequest, options: list[Destination]) -> bool:
    return any(writes_down(request.user, one.team) for one in options)


def _nav(request: HttpRequest) -> str:
    return "inbox" if request.user.holds(Permission.SEE_REFERRALS) else "new_referral"
