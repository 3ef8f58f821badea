"""Files of a case: filed, fetched, withdrawn."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from families.access import check_can_amend, check_can_write
from families.actions.documents import take_document, withdraw_document
from families.definition_of import rules_of
from families.files.store import take
from families.forms.documents import DocumentForm, WithdrawForm
from families.querysets.shown import documents_shown_to
from families.views.shared import Page, create, find_case, refusal, serve
from ui.asked import posted


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def document_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """File a document."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    form = DocumentForm(posted(request), request.FILES or None, definition=rules_of(case))
    page = _page(case, _("File a document"), _("File it"), _("The document is filed."))
    page.template = "families/document_new.html"

    def save() -> Any:
        given = form.cleaned_data
        file = given["file"]
        return take_document(
            case=case, title=given["title"], kind=given["kind"], dated=given["dated"], name=file.name,
            body=file.read(), by=request.user,
        )  # fmt: skip

    return serve(request, page, form, lambda: create(request, form, save))


@requires(Permission.SEE_CASES)
@require_safe
def document_file(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The file itself, to be saved: never drawn by the browser, never guessed at."""
    rows = documents_shown_to(request.user).standing()
    found = get_object_or_404(rows.select_related("case"), pk=document_id)
    body = take(found.storage_key)
    if body is None:
        raise Http404
    detail = {"part": "document", "document": str(found.pk)}
    record_access(kind=Kind.EXPORTED, subject=found.case, detail=detail)
    answer = HttpResponse(body, content_type=found.content_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def document_withdraw(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Take a document out of use, for a reason."""
    found = get_object_or_404(documents_shown_to(request.user), pk=document_id)
    case = find_case(request, found.case_id)
    found.case = case
    if refused := refusal(request, check_can_amend, case):
        return refused
    form = WithdrawForm(posted(request), initial={"version": found.version})
    page = _page(case, _("Withdraw a document"), _("Withdraw it"), _("The document is withdrawn."))
    page.intro = found.title
    page.effects = [_("It stays in the list with the reason, and nobody can open it."),
                    _("A clock that it had met waits again.")]  # fmt: skip

    def save() -> Any:
        given = form.cleaned_data
        return withdraw_document(
            document=found, expected_version=given["version"], reason=given["reason"], by=request.user
        )

    return serve(request, page, form, save)


def _page(case: Any, title: Any, button: Any, done: Any) -> Page:
    return Page(case=case, title=title, button=button, done=done, back=reverse("families:papers", args=[case.pk]))
