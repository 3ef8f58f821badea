"""Contacts or referrals by outcome and month: the table, the rows behind a cell, the files."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from reporting.access import services_tabled_for
from reporting.actions.exporting import ask_months
from reporting.by_month import Measure, Share, table_of
from reporting.by_month.counting import columns_of, shares_of
from reporting.by_month.files import FILES
from reporting.by_month.period import usual_period
from reporting.forms.by_month import ByMonthForm, Chosen
from reporting.reading.by_month import chart_of, lines_of, page_of_rows
from ui.asked import page_number

FIELDS = ("what", "first", "last")


@requires(Permission.SEE_CONTACT_FIGURES)
@require_safe
def by_month(request: HttpRequest) -> HttpResponse:
    """The table of a period, with its shares, its chart and its files."""
    form = _form(request)
    context: dict[str, Any] = {"nav": "by_month", "wide": True, "form": form}
    if not form.known:
        return render(request, "reporting/by_month.html", {**context, "form": None})
    if not form.is_valid():
        return render(request, "reporting/by_month.html", context, status=400)
    table = table_of(*form.chosen)
    _log(Kind.LISTED, form.chosen, rows=table.total)
    asked = _asked(form)
    context |= {
        "table": table,
        "lines": lines_of(table, asked["what"]),
        "chart": chart_of(table),
        "asked": asked,
        "files": [(name, _names()[name]) for name in FILES],
    }
    return render(request, "reporting/by_month.html", context)


@requires(Permission.SEE_CONTACT_FIGURES)
@require_safe
def by_month_rows(request: HttpRequest) -> HttpResponse:
    """The rows behind one cell: references and dates, those that the reader may see."""
    form = _valid(request)
    service, measure, first, last = form.chosen
    month = _month(request.GET.get("month", ""), first, last)
    outcome = _outcome(request.GET.get("outcome", ""), form.chosen)
    share = _share(request.GET.get("share", ""), measure)
    narrowed = {"month": month, "outcome": outcome, "share": share, "number": page_number(request)}
    rows = page_of_rows(service, measure, first, last, request.user, **narrowed)
    _log(Kind.LISTED, form.chosen, rows=len(rows.rows), part="rows")
    labels = {one.key: one.label for one in columns_of(service, measure)}
    asked = {**_asked(form), "month": f"{month:%Y-%m}" if month else "", "outcome": outcome}
    asked["share"] = share.key if share else ""
    context = {
        "nav": "by_month",
        "service": service,
        "measure": measure.value,
        "first": first,
        "last": last,
        "month": month,
        "outcome": labels.get(outcome, "") or (share.label if share else ""),
        "rows": rows,
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "back": urlencode(_asked(form)),
    }
    return render(request, "reporting/by_month_rows.html", context)


@requires(Permission.SEE_CONTACT_FIGURES)
@require_POST
def by_month_ask(request: HttpRequest) -> HttpResponse:
    """Ask for the table as a file, internal: every cell is shown."""
    form = ByMonthForm(request.POST, services=services_tabled_for(request.user))
    made_as = FILES.get(request.POST.get("kind", ""))
    if made_as is None or not form.is_valid():
        messages.error(request, str(_("Choose which file you want.")))
        return redirect("reporting:by_month")
    service, measure, first, last = form.chosen
    ask_months(service=service, measure=measure, first=first, last=last, made_as=made_as, by=request.user)
    messages.success(request, str(_("The file is being made. Its link stands here as soon as it is ready.")))
    return redirect("reporting:exports")


def _form(request: HttpRequest) -> ByMonthForm:
    """What is asked for; where nothing is, the first that can be counted, for half a year to today."""
    services = services_tabled_for(request.user)
    if any(name.split("-")[0] in FIELDS for name in request.GET):
        return ByMonthForm(request.GET, services=services)
    first, last = usual_period(timezone.localdate())
    form = ByMonthForm(services=services)
    what = next(iter(form.known), "")
    return ByMonthForm({"what": what, "first": first.isoformat(), "last": last.isoformat()}, services=services)


def _valid(request: HttpRequest) -> ByMonthForm:
    form = _form(request)
    if not form.is_valid():
        raise Http404
    return form


def _asked(form: ByMonthForm) -> dict[str, str]:
    _service, _measure, first, last = form.chosen
    return {"what": form.cleaned_data["what"], "first": first.isoformat(), "last": last.isoformat()}


def _month(written: str, first: date, last: date) -> date | None:
    """The first day of a month such as 2024-04 that the period touches; 404 for any other."""
    if not written:
        return None
    try:
        found = date.fromisoformat(f"{written}-01")
    except ValueError:
        raise Http404 from None
    if not first.replace(day=1) <= found <= last:
        raise Http404
    return found


def _outcome(written: str, chosen: Chosen) -> str:
    """The key of a column of the table; 404 for any other."""
    service, measure, _first, _last = chosen
    if written and written not in {one.key for one in columns_of(service, measure)}:
        raise Http404
    return written


def _share(written: str, measure: Measure) -> Share | None:
    """The share of that key; 404 for one that the table has not."""
    found = next((one for one in shares_of(measure) if one.key == written), None)
    if written and found is None:
        raise Http404
    return found


def _log(kind: Kind, chosen: Chosen, **detail: Any) -> None:
    service, measure, first, last = chosen
    what = {"list": "by month", "service": service.slug, "of": measure.value, "first": str(first), "last": str(last)}
    record_access(kind=kind, subject=service, reference=service.slug, detail={**what, **detail})


def _names() -> dict[str, Any]:
    return {
        "excel": _("Excel"),
        "pdf": _("PDF"),
        "table": _("CSV"),
        "rows": _("CSV, one row for each cell"),
    }
