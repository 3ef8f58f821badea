"""Supervision: who is due, one session, what was said of a case, the personal part."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.edits import StaleEdit, stale_page
from activity.errors import RuleBroken
from activity.readlog import Kind, record_access
from families.access import check_can_write
from families.actions.supervising import record_supervision, write_discussion, write_personal
from families.days import today
from families.forms.supervision import PersonalForm, SupervisionForm, TextForm
from families.models import Supervision
from families.reading.leave import workers_of
from families.reading.supervision import by_worker, due_lines, read_session, rules_for, sessions_of
from families.views.shared import Page, create, find_case, refusal, serve
from ui.asked import posted

FORM = ["GET", "HEAD", "POST"]


@requires(Permission.WORK_CASES)
@require_safe
def supervisions(request: HttpRequest) -> HttpResponse:
    """One's own sessions and when the next are due; for a manager those of the team."""
    people = workers_of(request.user, today())
    sessions = Paginator(sessions_of(request.user), 25).get_page(request.GET.get("page"))
    context = {
        "nav": "today",
        "mine": due_lines([request.user], today()),  # type: ignore[list-item]  # signed in
        "team": by_worker(due_lines([one for one in people if one.pk != request.user.pk], today())),
        "manages": bool(people),
        "page": sessions,
    }
    record_access(kind=Kind.LISTED, detail={"list": "supervision", "rows": len(sessions.object_list)})
    return render(request, "families/supervisions.html", context)


@requires(Permission.ALLOCATE)
@require_http_methods(FORM)
def supervision_new(request: HttpRequest) -> HttpResponse:
    """Record that a supervision was held."""
    workers = [one for one in workers_of(request.user, today()) if one.pk != request.user.pk]
    rules = rules_for(request.user, today())
    if rules is None:
        raise Http404
    first = {"worker": request.GET.get("worker", "")[:40], "kind": request.GET.get("kind", "")[:40]}
    form = SupervisionForm(posted(request), workers=workers, definition=rules, initial=first)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = create(
                request,
                form,
                lambda: record_supervision(
                    worker=form.whom, kind=given["kind"], held_on=given["held_on"], definition=rules,
                    by=request.user,
                ),
            )  # fmt: skip
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, str(_("The supervision is recorded. Write down what was said of each case.")))
            return redirect("families:supervision", supervision_id=made.pk)
    context = {"nav": "today", "form": form}
    return render(request, "families/supervision_new.html", context, status=400 if form.errors else 200)


@requires(Permission.WORK_CASES)
@require_safe
def supervision(request: HttpRequest, supervision_id: UUID) -> HttpResponse:
    """A session, for the two who sat together."""
    found = _find(request, supervision_id)
    page = read_session(found, request.user)
    record_access(kind=Kind.OPENED, subject=found, detail={"part": "supervision"})
    return render(request, "families/supervision.html", {"nav": "today", "page": page})


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def supervision_case(request: HttpRequest, supervision_id: UUID, case_id: UUID) -> HttpResponse:
    """What was said of one case; it stands in that case's record. Two at once: both texts are shown."""
    found, case = _find(request, supervision_id), find_case(request, case_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    row = found.discussions.filter(case=case).first()
    first = {"text": row.discussion, "version": row.version} if row else {}
    form = TextForm(posted(request), initial=first)
    page = Page(
        case=case,
        title=_("Discussed in supervision"),
        button=_("Save"),
        done=_("Saved in the record of the case."),
        back=reverse("families:supervision", args=[found.pk]),
        intro=_("This part stands in the record of the case, for all who may read it."),
    )

    def save() -> Any:
        return write_discussion(
            supervision=found,
            case=case,
            discussion=form.cleaned_data["text"],
            expected_version=form.cleaned_data["version"],
            by=request.user,
        )

    return serve(request, page, form, save)


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def supervision_personal(request: HttpRequest, supervision_id: UUID) -> HttpResponse:
    """The personal part. Two at once: both texts are shown."""
    found = _find(request, supervision_id)
    row = getattr(found, "personal", None)
    form = PersonalForm(posted(request), initial={"text": row.text, "version": row.version} if row else {})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            write_personal(
                supervision=found, text=given["text"], expected_version=given["version"], by=request.user
            )  # fmt: skip
        except StaleEdit as stale:
            return stale_page(request, stale)
        messages.success(request, str(_("The personal part is saved.")))
        return redirect("families:supervision", supervision_id=found.pk)
    record_access(kind=Kind.OPENED, subject=found, detail={"part": "personal"})
    context = {"nav": "today", "form": form, "session": found}
    return render(request, "families/supervision_personal.html", context, status=400 if form.errors else 200)


def _find(request: HttpRequest, supervision_id: UUID) -> Supervision:
    shown = Supervision.objects.visible_to(request.user).select_related("worker", "supervisor", "personal")
    return get_object_or_404(shown, pk=supervision_id)
