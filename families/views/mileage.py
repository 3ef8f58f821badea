"""Mileage by worker and day, on a page and as a file."""

import csv
from io import StringIO

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.errors import RuleBroken
from activity.readlog import Kind, record_access
from families.actions.mileage import say_miles
from families.days import today
from families.forms.mileage import MilesForm
from families.reading.mileage import day_lines, month_of, own_visits, totals
from ui.asked import posted
from ui.cells import harmless


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def mileage(request: HttpRequest) -> HttpResponse:
    """Miles of a month by worker and day; one's own can be said and put right."""
    month = month_of(request.GET.get("month", ""), today())
    form = MilesForm(posted(request), visits=own_visits(request.user, month))
    if request.method == "POST" and form.is_valid():
        try:
            say_miles(told=form.told(), by=request.user)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, _("The miles are saved."))
            return redirect(f"{reverse('families:mileage')}?month={month.key}")
    lines = day_lines(request.user, month)
    record_access(kind=Kind.LISTED, detail={"list": "mileage", "month": month.key})
    context = {
        "nav": "mileage",
        "month": month,
        "lines": lines,
        "totals": totals(lines),
        "form": form,
        "is_over": month.after.first > today(),
    }
    return render(request, "families/mileage.html", context, status=400 if form.errors else 200)


@requires(Permission.WORK_CASES)
@require_safe
def mileage_file(request: HttpRequest) -> HttpResponse:
    """The same days as CSV."""
    month = month_of(request.GET.get("month", ""), today())
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["worker", "day", "visits", "miles", "visits_without_miles"])
    for line in day_lines(request.user, month):
        writer.writerow([harmless(line.worker), line.day.isoformat(), line.visits, f"{line.miles:.1f}", line.unsaid])
    record_access(kind=Kind.EXPORTED, detail={"list": "mileage", "month": month.key})
    answer = HttpResponse(written.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="mileage-{month.key}.csv"'
    return answer
