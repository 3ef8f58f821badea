"""The whole timeline of a case, by kind and page, and by words that are looked for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from families.access import can_write
from families.forms.timeline import TimelineForm
from families.naming import case_name
from families.reading.chronology import marks_taken
from families.timeline.reading import TimelinePage, read_timeline
from families.timeline.searching import search_timeline
from families.views.shared import find_case

PAGE = 50


@requires(Permission.SEE_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def timeline(request: HttpRequest, case_id: Any) -> HttpResponse:
    """A page of the timeline. Words that are looked for are sent by POST: no name stands in an address."""
    found = find_case(request, case_id)
    record_access(kind=Kind.OPENED, subject=found, detail={"part": "timeline"})
    asked = request.POST if request.method == "POST" else request.GET
    form = TimelineForm(asked if request.method == "POST" else None, initial={"kind": asked.get("kind", "")})
    kind = asked.get("kind", "").replace("\x00", "")
    before = asked.get("before", "")
    words = form.cleaned_data["words"] if form.is_bound and form.is_valid() else ""
    if words:
        read = search_timeline(found, request.user, words, kind=kind, before=before, most=PAGE)
        record_access(kind=Kind.SEARCHED, subject=found, detail={"part": "timeline", "found": len(read.entries)})
    elif form.errors:
        read = TimelinePage((), "")
    else:
        read = read_timeline(found, request.user, most=PAGE, kind=kind, before=before)
    context = {
        "nav": "cases",
        "case": found,
        "name": case_name(found),
        "form": form,
        "kind": kind,
        "words": words,
        "entries": read.entries,
        "older": read.older,
        "first_page": not before,
        "may_write": can_write(request.user, found),
        "taken": marks_taken(found, read.entries),
    }
    return render(request, "families/timeline.html", context, status=400 if form.errors else 200)
