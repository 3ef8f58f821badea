"""Two people who edit one record: the second sees both texts, and either can be kept."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from activity.edits import StaleEdit
from activity.errors import RuleBroken
from families.views.shared import Page, case_url, show


def serve_edit(request: HttpRequest, page: Page, form: Any, save: Callable[[], Any]) -> HttpResponse:
    """Show the form; once it is valid, save and go back with a word. ``form`` has a field ``version``."""
    if request.method != "POST" or not form.is_valid():
        return show(request, page, form)
    try:
        save()
    except StaleEdit as stale:
        return both_versions(request, page, form, stale)
    except RuleBroken as broken:
        form.refuse(broken)
        return show(request, page, form)
    messages.success(request, str(page.done))
    return redirect(page.back or case_url(page.case))


def both_versions(request: HttpRequest, page: Page, form: Any, stale: StaleEdit) -> HttpResponse:
    """Both versions above the form, which now saves over the one that is shown. 409."""
    form.data = request.POST.copy()
    form.data["version"] = str(stale.current.version)
    answer = show(request, page, form, stale=stale, differences=stale.differences())
    answer.status_code = 409
    return answer
