"""Groups of the team: their sessions, the register, and the groups of a case."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.edits import StaleEdit, stale_page
from activity.errors import RuleBroken
from activity.readlog import Kind, record_access
from families.access import can_write, check_can_write
from families.actions.groups import edit_group, hold_session, join_group, leave_group, open_group, take_register
from families.days import today
from families.forms.groups import GroupEditForm, GroupForm, JoinForm, RegisterForm, SessionForm
from families.naming import case_name
from families.querysets.groups_shown import groups_shown_to, places_shown_to, sessions_shown_to
from families.reading.groups import groups_of, offers_of, read_case_groups, read_group, read_register
from families.views.shared import create, find_case, refusal, refused_page
from ui.asked import posted

FORM = ["GET", "HEAD", "POST"]


@requires(Permission.WORK_CASES)
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """The groups of one's teams."""
    record_access(kind=Kind.LISTED, detail={"list": "groups"})
    return render(
        request, "families/groups.html", {"nav": "groups", "lines": groups_of(request.user), "today": today()}
    )


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def group_new(request: HttpRequest) -> HttpResponse:
    """Open a group."""
    form = GroupForm(posted(request), offers=offers_of(request.user, today()))
    if request.method == "POST" and form.is_valid():
        try:
            made = create(request, form, lambda: open_group(by=request.user, **form.as_arguments()))
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return redirect("families:group", group_id=made.pk)
    return _form(request, form, _("Open a group"), _("Open the group"), reverse("families:groups"))


@requires(Permission.WORK_CASES)
@require_safe
def group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """A group: who has a place, and its latest sessions."""
    found = get_object_or_404(groups_shown_to(request.user), pk=group_id)
    record_access(kind=Kind.OPENED, subject=found)
    context = {"nav": "groups", "page": read_group(found, request.user), "group": found, "today": today()}
    return render(request, "families/group.html", context)


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def group_edit(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Change a group's name, place or days."""
    found = get_object_or_404(groups_shown_to(request.user), pk=group_id)
    known = {name: getattr(found, name) for name in ("name", "place", "starts", "ends", "version")}
    form = GroupEditForm(posted(request), initial=known)
    back = reverse("families:group", args=[found.pk])
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            edit_group(group=found, expected_version=version, changes=form.as_changes(), by=request.user)
        except StaleEdit as stale:
            return stale_page(request, stale)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, str(_("The group is saved.")))
            return redirect(back)
    return _form(request, form, _("Change the group"), _("Save"), back, caption=found.name)


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def session_new(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Write a session down; the register comes next."""
    found = get_object_or_404(groups_shown_to(request.user), pk=group_id)
    form = SessionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = create(request, form, lambda: hold_session(group=found, by=request.user, **form.as_arguments()))
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return redirect("families:session", session_id=made.pk)
    back = reverse("families:group", args=[found.pk])
    return _form(request, form, _("A session"), _("Go on to the register"), back, caption=found.name)


@requires(Permission.WORK_CASES)
@require_http_methods(FORM)
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The register of a session: one tap for each person who came."""
    found = get_object_or_404(sessions_shown_to(request.user), pk=session_id)
    lines = read_register(found, request.user)
    form = RegisterForm(posted(request), lines=lines, initial={"version": found.version})
    stale = None
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            take_register(session=found, expected_version=version, came=form.as_came(), by=request.user)
        except StaleEdit as other:
            stale = other
            form.data = request.POST.copy()
            form.data["version"] = str(other.current.version)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, str(_("The register is saved.")))
            return redirect("families:group", group_id=found.group_id)
    record_access(kind=Kind.OPENED, subject=found)
    context = {"nav": "groups", "session": found, "form": form, "lines": lines, "stale": stale}
    status = 409 if stale else 400 if form.errors else 200
    return render(request, "families/register.html", context, status=status)


@requires(Permission.SEE_CASES)
@require_safe
def case_groups(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The groups of a case, how often they came, and a group to join."""
    return _case_groups(request, find_case(request, case_id), None)


@requires(Permission.WORK_CASES)
@require_POST
def group_join(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Give a case a place in a group."""
    case = find_case(request, case_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    form = JoinForm(request.POST, groups=read_case_groups(case, request.user).to_join)
    if form.is_valid():
        try:
            create(request, form, lambda: join_group(group=form.chosen, case=case, by=request.user))
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            messages.success(request, str(_("They have a place in the group.")))
            return redirect("families:case_groups", case_id=case.pk)
    return _case_groups(request, case, form)


@requires(Permission.WORK_CASES)
@require_POST
def group_leave(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """End a place in a group."""
    place = get_object_or_404(places_shown_to(request.user), pk=place_id)
    try:
        leave_group(place=place, by=request.user)
    except RuleBroken as broken:
        return refused_page(request, broken, find_case(request, place.case_id))
    messages.success(request, str(_("Their place in the group has ended.")))
    return redirect("families:case_groups", case_id=place.case_id)


def _case_groups(request: HttpRequest, case: Any, form: JoinForm | None) -> HttpResponse:
    shown = read_case_groups(case, request.user)
    record_access(kind=Kind.OPENED, subject=case, detail={"part": "groups"})
    context = {
        "nav": "cases",
        "case": case,
        "name": case_name(case),
        "shown": shown,
        "form": form or JoinForm(groups=shown.to_join),
        "may_write": can_write(request.user, case),
    }
    return render(request, "families/case_groups.html", context, status=400 if form else 200)


def _form(request: HttpRequest, form: Any, title: Any, button: Any, back: str, caption: str = "") -> HttpResponse:
    record_access(kind=Kind.LISTED, detail={"form": request.resolver_match.url_name})
    context = {"nav": "groups", "form": form, "title": title, "button": button, "back": back, "caption": caption}
    return render(request, "families/group_form.html", context, status=400 if form.errors else 200)
