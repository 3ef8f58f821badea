"""Search: by reference, name, alias, NHS number or postcode; sent by POST, so that no name stands in an address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from families.forms.search import SearchForm
from families.reading.caseload import find_cases
from families.reading.summary import summarise


@requires(Permission.SEE_CASES)
@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """What may be seen and matches; closed cases come last."""
    form = SearchForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        today = timezone.localdate()
        found = [summarise(case, today) for case in find_cases(request.user, form.cleaned_data["words"], today)]
        record_access(kind=Kind.SEARCHED, detail={"found": len(found)})
    return render(
        request,
        "families/search.html",
        {"form": form, "found": found, "nav": "search"},
        status=400 if form.errors else 200,
    )
