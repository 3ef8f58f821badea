"""The chronology of a case: read, add to, amend, take out of, print."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from families.access import can_write, check_can_write
from families.actions.chronology import add_to_chronology, amend_chronology, remove_from_chronology
from families.forms.chronology import ChronologyEditForm, ChronologyForm, ChronologyRemoveForm
from families.naming import case_name
from families.querysets.chosen import chronology_of
from families.reading.chronology import read_chronology, read_versions
from families.reading.chronology_paper import chronology_paper
from families.timeline.choosing import chosen_event
from families.views.editing import serve_edit
from families.views.shared import Page, case_url, create, find_case, refusal, serve
from ui.asked import posted

METHODS = ["GET", "HEAD", "POST"]
FIELDS = ("version", "happened_on", "until", "what", "significance", "source")


@requires(Permission.SEE_CASES)
@require_safe
def chronology(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What mattered, the oldest first; with ``?show=removed`` what was taken out."""
    case = find_case(request, case_id)
    record_access(kind=Kind.OPENED, subject=case, detail={"part": "chronology"})
    removed = request.GET.get("show") == "removed"
    context = {
        "nav": "cases",
        "case": case,
        "name": case_name(case),
        "back": case_url(case),
        "page": read_chronology(case, after=request.GET.get("after", ""), removed=removed),
        "removed": removed,
        "first_page": not request.GET.get("after"),
        "may_write": can_write(request.user, case),
    }
    return render(request, "families/chronology.html", context)


@requires(Permission.SEE_CASES)
@require_safe
def chronology_entry(request: HttpRequest, case_id: UUID, chronology_id: UUID) -> HttpResponse:
    """One entry with every version of its words."""
    case = find_case(request, case_id)
    entry = get_object_or_404(chronology_of(case), pk=chronology_id)
    record_access(kind=Kind.OPENED, subject=case, detail={"part": "chronology"})
    context = {
        "nav": "cases",
        "case": case,
        "name": case_name(case),
        "entry": entry,
        "versions": read_versions(entry),
        "may_write": can_write(request.user, case) and entry.removed_on is None,
    }
    return render(request, "families/chronology_entry.html", context)


@requires(Permission.SEE_CASES)
@require_safe
def chronology_pdf(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The chronology on paper, as it stands now."""
    case = find_case(request, case_id)
    record_access(kind=Kind.EXPORTED, subject=case, detail={"what": "chronology"})
    body = chronology_paper(case, request.user, made_at=timezone.now())
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="chronology-{case.reference}.pdf"'
    return answer


@requires(Permission.WORK_CASES)
@require_http_methods(METHODS)
def chronology_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Write an entry: by hand, or with ``?of=`` about one event of the timeline, which fills in what is known."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    chosen = chosen_event(case, request.user, request.GET.get("of", ""))
    form = ChronologyForm(posted(request), initial=chosen.initial if chosen else None)
    page = _page(case, title=_("Add to the chronology"), button=_("Add it"), done=_("Added to the chronology."))

    def save() -> Any:
        event = chosen.event if chosen else None
        return add_to_chronology(case=case, event=event, by=request.user, **form.as_arguments())

    return serve(request, page, form, lambda: create(request, form, save))


@requires(Permission.WORK_CASES)
@require_http_methods(METHODS)
def chronology_edit(request: HttpRequest, case_id: UUID, chronology_id: UUID) -> HttpResponse:
    """Amend an entry; what it said before stays readable."""
    case = find_case(request, case_id)
    entry = get_object_or_404(chronology_of(case), pk=chronology_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    form = ChronologyEditForm(posted(request), initial={name: getattr(entry, name) for name in FIELDS})
    page = _page(case, title=_("Amend the entry"), button=_("Save"), done=_("The entry is amended."), entry=entry)

    def save() -> Any:
        version, changes = form.cleaned_data["version"], form.as_arguments()
        return amend_chronology(entry=entry, expected_version=version, changes=changes, by=request.user)

    return serve_edit(request, page, form, save)


@requires(Permission.WORK_CASES)
@require_http_methods(METHODS)
def chronology_remove(request: HttpRequest, case_id: UUID, chronology_id: UUID) -> HttpResponse:
    """Take an entry out, with the reason; it stays readable among what was removed."""
    case = find_case(request, case_id)
    entry = get_object_or_404(chronology_of(case), pk=chronology_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    form = ChronologyRemoveForm(posted(request), initial={"version": entry.version})
    page = _page(
        case, title=_("Take the entry out"), button=_("Take it out"), done=_("The entry is taken out."),
        intro=entry.what, entry=entry,
    )  # fmt: skip

    def save() -> Any:
        given = form.cleaned_data
        return remove_from_chronology(entry=entry, expected_version=given["version"], why=given["why"], by=request.user)

    return serve_edit(request, page, form, save)


def _page(case: Any, *, entry: Any = None, **words: Any) -> Page:
    back = (
        reverse("families:chronology_entry", args=[case.pk, entry.pk])
        if entry
        else reverse("families:chronology", args=[case.pk])
    )
    return Page(case=case, back=back, **words)
