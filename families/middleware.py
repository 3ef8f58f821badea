"""Old addresses of records that were merged with another one."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from activity.idempotency import was_received
from families.querysets.merging import kept_case, kept_person
from families.querysets.shown import cases_shown_to, people_shown_to
from ui.middleware import kept_texts

IS_NOT_THERE = 404


class MergedAddressMiddleware:
    """Leads from the page of a record that was joined to the same page of the record that stands for it.

    Asks only where the answer would be that nothing is there, and only leads to what the user may see. A form
    that was opened before the merge is not applied to a record that its writer has not looked at: it gets its
    text back, and the way to that record.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next middleware."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; where nothing is there, look whether it was joined to something else."""
        response = self.get_response(request)
        match = request.resolver_match
        if response.status_code != IS_NOT_THERE or match is None or not request.user.is_authenticated:
            return response
        name, page, kept = _kept(request, match.kwargs)
        if kept is None:
            return response
        if request.method == "POST" and not _sent_before(request):
            context = {"there": reverse(page, kwargs={name: kept.pk}), "texts": kept_texts(request), "nav": "cases"}
            return render(request, "families/merged_meanwhile.html", context, status=409)
        messages.info(request, _("This record was merged with another one. You are on the one that was kept."))
        same = match.view_name if request.method != "POST" and set(match.kwargs) == {name} else page
        return redirect(same, **{name: kept.pk})


def _kept(request: HttpRequest, kwargs: dict[str, Any]) -> tuple[str, str, Any]:
    """The part of the address, the page, and what stands for the record; None where that may not be seen."""
    user: Any = request.user
    if isinstance(kwargs.get("case_id"), UUID):
        case = kept_case(kwargs["case_id"])
        seen = case and cases_shown_to(user).filter(pk=case.pk).exists()
        return "case_id", "families:case", case if seen else None
    if isinstance(kwargs.get("person_id"), UUID):
        person = kept_person(kwargs["person_id"])
        known = person and people_shown_to(user).filter(pk=person.pk).exists()
        return "person_id", "families:person", person if known else None
    return "", "", None


def _sent_before(request: HttpRequest) -> bool:
    """Whether this form did its work before the merge, and is only pressed again."""
    key = request.POST.get("key", "")
    return bool(key) and "\x00" not in key and was_received(sender=f"user:{request.user.pk}", key=key)
