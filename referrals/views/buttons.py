"""Buttons that do one thing and have no form of their own."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from activity.edits import StaleEdit, stale_page
from activity.errors import RuleBroken


def pressed(request: HttpRequest, act: Callable[[], Any], *, done: Any, to: str) -> HttpResponse:
    """Act and go on with a word; a broken rule is said on the page it goes to."""
    try:
        act()
    except StaleEdit as stale:
        return stale_page(request, stale, back=to)
    except RuleBroken as broken:
        messages.error(request, str(broken.message))
    else:
        messages.success(request, str(done))
    return redirect(to)
