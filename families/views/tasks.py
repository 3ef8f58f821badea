"""Tasks of a case: added, done."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.roles import Permission
from activity.edits import StaleEdit, stale_page
from activity.errors import RuleBroken
from families.access import check_can_log_visit
from families.actions.tasks import add_task, finish_task
from families.forms.tasks import TaskForm
from families.querysets.plan import tasks_shown_to
from families.views.shared import Page, case_url, create, find_case, refusal, refused_page, serve
from families.visit_setting import setting_for_case
from ui.asked import posted, posted_version


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def task_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Add a task to a case."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_log_visit, case):
        return refused
    form = TaskForm(posted(request), setting=setting_for_case(case, request.user))
    page = Page(
        case=case,
        title=_("Add a task"),
        button=_("Add the task"),
        done=_("The task is added."),
        template="families/task_new.html",
    )

    def save() -> Any:
        return add_task(case=case, by=request.user, **form.as_arguments())

    return serve(request, page, form, lambda: create(request, form, save))


@requires(Permission.WORK_CASES)
@require_POST
def task_done(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Mark a task as done and go back to where it was ticked."""
    task = get_object_or_404(tasks_shown_to(request.user).select_related("case__client"), pk=task_id)
    if refused := refusal(request, check_can_log_visit, task.case):
        return refused
    version = posted_version(request)
    try:
        finish_task(task=task, expected_version=task.version if version is None else version, by=request.user)
    except StaleEdit as stale:
        return stale_page(request, stale, back=case_url(task.case))
    except RuleBroken as broken:
        return refused_page(request, broken, task.case)
    messages.success(request, str(_("The task is done.")))
    return redirect(_way_back(request) or case_url(task.case))


def _way_back(request: HttpRequest) -> str:
    back = request.POST.get("next", "")
    ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return back if ours else ""
