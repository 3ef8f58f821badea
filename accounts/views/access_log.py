from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.access_log import page_of
from accounts.forms import AccessLogForm
from accounts.roles import Permission
from activity.readlog import Kind, record_access


@requires(Permission.READ_ACCESS_LOG)
@require_safe
def access_log(request: HttpRequest) -> HttpResponse:
    """Show who read what, newest first. Reading the log is itself written in it."""
    form = AccessLogForm(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = page_of(wanted, before=request.GET.get("before", ""), user=request.user)
    filters = {name: str(value) for name, value in wanted.items() if value}
    record_access(kind=Kind.SEARCHED, detail={"log": "access", "filters": filters, "rows": len(page.entries)})
    context = {"form": form, "page": page, "filters": filters, "nav": "access_log"}
    return render(request, "accounts/access_log.html", context, status=400 if form.errors else 200)
