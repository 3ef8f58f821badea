"""Rows for evaluators: the page of those who may have these rows and see no figure, no reference and no case."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from reporting.actions.exporting import ask_export
from reporting.exports.extract_words import COLUMN_WORDS
from reporting.models import Export, Return
from reporting.reading.returns import listed_returns

LISTED = 100


@requires(Permission.EXPORT_EXTRACT)
@require_safe
def extracts(request: HttpRequest) -> HttpResponse:
    """The periods that have been opened, a button for the rows of each, and what the columns mean."""
    found = Return.objects.extracted_by(request.user).select_related("service")
    listed = list(found.prefetch_related("versions")[:LISTED])
    record_access(kind=Kind.LISTED, detail={"list": "periods of rows for evaluators", "rows": len(listed)})
    context = {"nav": "extracts", "years": listed_returns(listed), "columns": list(COLUMN_WORDS.items())}
    return render(request, "reporting/extracts.html", context)


@requires(Permission.EXPORT_EXTRACT)
@require_POST
def extract_ask(request: HttpRequest, return_id: UUID) -> HttpResponse:
    """Ask for the rows of one period."""
    made_for = get_object_or_404(Return.objects.extracted_by(request.user).select_related("service"), pk=return_id)
    ask_export(made_for=made_for, what=Export.What.EXTRACT, ending="csv", by=request.user)
    messages.success(request, str(_("The file is being made. Its link stands here as soon as it is ready.")))
    return redirect("reporting:exports")
