"""Additions to signed notes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from activity.drafts import discard_draft, draft_token
from activity.errors import RuleBroken
from activity.readlog import Kind, record_access
from families.access import check_can_log_visit
from families.actions.notes import add_to_note
from families.forms.plans import AdditionForm
from families.naming import case_name
from families.querysets.plan import notes_shown_to
from families.reading.visits import note_lines
from families.views.shared import kept_text, refused_page
from ui.asked import posted

DRAFT_KIND = "note-addition"


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def note_add(request: HttpRequest, visit_id: UUID, note_id: UUID) -> HttpResponse:
    """Write under a signed note; the note itself stays as it was signed."""
    notes = notes_shown_to(request.user).filter(visit_case__visit=visit_id, signed_at__isnull=False)
    note = get_object_or_404(notes.select_related("visit_case__case__client", "visit_case__visit"), pk=note_id)
    case = note.visit_case.case
    form = AdditionForm(posted(request), initial=kept_text(request, DRAFT_KIND, note, "text"))
    try:
        check_can_log_visit(request.user, case)
    except RuleBroken as broken:
        if request.method != "POST":
            return refused_page(request, broken, case)
        form.is_valid()
        form.refuse(broken)
    if request.method == "POST" and form.is_valid():
        try:
            add_to_note(note=note, text=form.cleaned_data["text"], by=request.user)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            discard_draft(user=request.user, kind=DRAFT_KIND, subject_id=str(note.pk))
            messages.success(request, str(_("Your addition stands under the note.")))
            return redirect("families:visit", visit_id=visit_id)
    record_access(kind=Kind.OPENED, subject=note.visit_case.visit, reference=case.reference)
    context = {
        "nav": "cases",
        "note": note_lines(note),
        "name": case_name(case),
        "visit_id": visit_id,
        "form": form,
        "draft_token": draft_token(user=request.user, kind=DRAFT_KIND, subject_id=str(note.pk)),
    }
    return render(request, "families/visit_note_add.html", context, status=400 if form.errors else 200)
