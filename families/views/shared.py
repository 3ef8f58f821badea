"""What the pages that record something have in common: find, ask whether one may, act once, go back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise

from activity.drafts import discard_draft, draft_token, find_draft
from activity.edits import InWords, StaleEdit, told_differences
from activity.errors import RuleBroken
from activity.idempotency import receive_once, was_received
from activity.readlog import Kind, record_access
from families.errors import NotYours
from families.naming import case_name
from families.querysets.one_case import case_shown_to
from ui.forms import Form

Text = str | Promise


@dataclass
class Page:
    """One form and what stands around it. ``back`` is where saving leads as well."""

    case: Any
    title: Text
    button: Text
    done: Text
    template: str = "families/record.html"
    back: str = ""
    intro: Text = ""
    effects: list[Text] = field(default_factory=list)
    draft: str = ""
    warning: bool = False
    context: dict[str, Any] = field(default_factory=dict)


def find_case(request: HttpRequest, case_id: Any) -> Any:
    """The case if the user may know of it, with its client, family and definition; else 404."""
    found = case_shown_to(request.user, case_id)
    if found is None:
        raise Http404
    return found


def case_url(case: Any) -> str:
    return reverse("families:case", args=[case.pk])


def refusal(request: HttpRequest, check: Callable[[Any, Any], None], case: Any) -> HttpResponse | None:
    """The page that says why not, or None where the user may go on."""
    try:
        check(request.user, case)
    except RuleBroken as broken:
        return refused_page(request, broken, case)
    return None


def refused_page(request: HttpRequest, broken: RuleBroken, case: Any) -> HttpResponse:
    """Say why this cannot be done, with the way back: 403 where it is not theirs, 409 where it is too late."""
    status = 403 if isinstance(broken, NotYours) else 409
    context = {"error": broken, "case": case, "name": case_name(case), "nav": "cases"}
    return render(request, "families/refused.html", context, status=status)


def create(request: HttpRequest, form: Any, act: Callable[[], Any]) -> Any:
    """Do it once for the form's key, however often it is sent."""
    made, _fresh = receive_once(
        sender=f"user:{request.user.pk}", key=form.once, body={"path": request.path, **form.body}, create=act
    )
    return made


def sent_again(request: HttpRequest, back: str) -> HttpResponse | None:
    """Where a second press of the button leads: to where the first one led."""
    key = request.POST.get("key", "") if request.method == "POST" else ""
    if key and "\x00" not in key and was_received(sender=f"user:{request.user.pk}", key=key):
        return redirect(back)
    return None


def serve(request: HttpRequest, page: Page, form: Form, act: Callable[[], Any]) -> HttpResponse:
    """Show the form; once it is valid, act and go back with a word. Nothing typed is ever lost."""
    if request.method == "POST" and form.is_valid():
        done = attempt_to(request, page, form, act)
        if done is not None:
            return done
    return show(request, page, form)


def attempt_to(request: HttpRequest, page: Page, form: Form, act: Callable[[], Any]) -> HttpResponse | None:
    """Act; None where a rule was broken, which then stands in the form."""
    try:
        act()
    except StaleEdit as stale:
        if stale.differences():
            return show_both(request, page, form, stale)
    except RuleBroken as broken:
        form.refuse(broken)
        return None
    if page.draft:
        discard_draft(user=request.user, kind=page.draft, subject_id=str(page.case.pk))
    messages.success(request, str(page.done))
    return redirect(page.back or case_url(page.case))


def show(request: HttpRequest, page: Page, form: Any, **more: Any) -> HttpResponse:
    """Draw the page; 400 where something in the form has to be put right."""
    record_access(kind=Kind.OPENED, subject=page.case, detail={"part": request.resolver_match.url_name})
    context = {
        "nav": "cases",
        "page": page,
        "case": page.case,
        "name": case_name(page.case),
        "back": page.back or case_url(page.case),
        "form": form,
        **page.context,
        **more,
    }
    if page.draft:
        context["draft_token"] = draft_token(user=request.user, kind=page.draft, subject_id=str(page.case.pk))
    errors = bool(getattr(form, "errors", None))
    return render(request, page.template, context, status=400 if errors and request.method == "POST" else 200)


def kept_text(request: HttpRequest, page_kind: str, case: Any, *names: str) -> dict[str, str]:
    """The texts of a form that was cut off by the end of a session, for its fields ``names``."""
    draft = find_draft(user=request.user, kind=page_kind, subject_id=str(case.pk))
    data = draft.data if draft else {}
    return {name: data[name] for name in names if isinstance(data.get(name), str)}


def show_both(
    request: HttpRequest, page: Page, form: Any, stale: StaleEdit, words: InWords | None = None
) -> HttpResponse:
    """Both versions above the form, which now saves over the one that is shown. 409.

    ``words`` says what the value of a field means where the model does not know: a key of a definition, for one.
    """
    form.data = request.POST.copy()
    form.data[form.versioned(stale.current)] = str(stale.current.version)
    asked = {name: field.label for name, field in form.fields.items() if field.label}
    told = [(asked.get(one.field, one.label), one.current, one.attempted) for one in told_differences(stale, words)]
    answer = show(request, page, form, stale=stale, differences=told)
    answer.status_code = 409
    return answer
