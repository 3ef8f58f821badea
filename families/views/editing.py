"""Two people who edit one record: the second sees both texts, and either can be kept."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from activity.edits import InWords, StaleEdit
from activity.errors import RuleBroken
from families.views.shared import Page, case_url, show, show_both


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
        return show_both(request, page, form, stale, words)
    except RuleBroken as broken:
        form.refuse(broken)
        return show(request, page, form)
    messages.success(request, str(page.done))
    return redirect(page.back or case_url(page.case))
