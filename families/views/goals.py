"""Goals of a case, in the family's words."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from activity.edits import StaleEdit
from activity.errors import RuleBroken
from families.access import check_can_write
from families.actions.goals import add_goal, edit_goal
from families.forms.goals import GoalEditForm, GoalForm
from families.querysets.plan import goals_shown_to
from families.views.shared import Page, case_url, create, find_case, refusal, serve, show, show_both
from ui.asked import posted

FORM = ["GET", "HEAD", "POST"]
FIELDS = ("title", "their_words", "next_step", "agreed_on", "reached_on", "dropped_on")


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def goal_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Agree a goal."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    form = GoalForm(posted(request))
    page = _page(case, title=_("Add a goal"), button=_("Add the goal"), done=_("The goal is added."))

    def save() -> Any:
        return add_goal(case=case, by=request.user, **form.as_arguments())

    return serve(request, page, form, lambda: create(request, form, save))


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def goal_edit(request: HttpRequest, goal_id: UUID) -> HttpResponse:
    """Change a goal, or say that it is reached or dropped. Two at once: both versions are shown."""
    goal = get_object_or_404(goals_shown_to(request.user).select_related("case__client"), pk=goal_id)
    if refused := refusal(request, check_can_write, goal.case):
        return refused
    known = {name: getattr(goal, name) for name in (*FIELDS, "version")}
    form = GoalEditForm(posted(request), initial=known)
    page = _page(goal.case, title=_("Change a goal"), button=_("Save the goal"), done=_("The goal is saved."))
    if request.method != "POST" or not form.is_valid():
        return show(request, page, form)
    try:
        changes = form.as_arguments()
        edit_goal(goal=goal, expected_version=form.cleaned_data["version"], changes=changes, by=request.user)
    except StaleEdit as stale:
        return show_both(request, page, form, stale)
    except RuleBroken as broken:
        form.refuse(broken)
        return show(request, page, form)
    messages.success(request, str(page.done))
    return redirect(case_url(goal.case))


def _page(case: Any, **words: Any) -> Page:
    return Page(case=case, template="families/goal.html", **words)
