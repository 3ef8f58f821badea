"""Two people who edit one record: the second sees both texts, and either can be kept."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from activity.edits import StaleEdit
from activity.errors import RuleBroken
from families.views.shared import Page, case_url, show

InWords = Callable[[str, Any], Any]


def serve_edit(
    request: HttpRequest, page: Page, form: Any, save: Callable[[], Any], words: InWords | None = None
) -> HttpResponse:
    """Show the form; once it is valid, save and go back with a word. ``form`` has a field ``version``.

    ``words`` says what the value of a field means where the model does not know: a key of a definition, for one.
    """
    if request.method != "POST" or not form.is_valid():
        return show(request, page, form)
    try:
        save()
    except StaleEdit as stale:
        return both_versions(request, page, form, stale, words)
    except RuleBroken as broken:
        form.refuse(broken)
        return show(request, page, form)
    messages.success(request, str(page.done))
    return redirect(page.back or case_url(page.case))


def both_versions(
    request: HttpRequest, page: Page, form: Any, stale: StaleEdit, words: InWords | None = None
) -> HttpResponse:
    """Both versions above the form, which now saves over the one that is shown. 409."""
    form.data = request.POST.copy()
    form.data["version"] = str(stale.current.version)
    differences = stale.differences()
    if words:
        differences = [
            replace(one, current=words(one.field, one.current), attempted=words(one.field, one.attempted))
            for one in differences
        ]
    answer = show(request, page, form, stale=stale, differences=differences)
    answer.status_code = 409
    return answer
