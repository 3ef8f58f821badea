"""The panel: calling it, its agenda, who came, what was said and decided, closing it, its minutes."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.readlog import Kind, record_access
from families.days import today
from referrals.actions.agenda import draw_agenda, prepare_panel
from referrals.actions.panels import close_panel, record_attendance
from referrals.forms.panels import AttendanceForm, PanelForm
from referrals.models import Panel
from referrals.reading.panels import PAGE, propose, read_panel, read_panels, teams_with_panels
from referrals.reading.papers import minutes_paper
from referrals.views.buttons import pressed
from referrals.views.shared import attempt, once
from ui.asked import page_number, posted, posted_version

FORM_METHODS = ["GET", "HEAD", "POST"]


@requires(Permission.SEE_REFERRALS)
@require_safe
def panels(request: HttpRequest) -> HttpResponse:
    """Panels to come and held, latest first."""
    page = page_number(request)
    rows = read_panels(request.user, page)
    record_access(kind=Kind.LISTED, detail={"list": "panels", "rows": len(rows[:PAGE])})
    context = {
        "nav": "inbox",
        "panels": rows[:PAGE],
        "page": page,
        "more": len(rows) > PAGE,
        "may_prepare": request.user.holds(Permission.TRIAGE),
    }
    return render(request, "referrals/panels.html", context)


@requires(Permission.TRIAGE)
@require_http_methods(FORM_METHODS)
def panel_new(request: HttpRequest) -> HttpResponse:
    """Call the next panel; its agenda is drawn at once."""
    teams = teams_with_panels(request.user)
    usual = propose(teams[0], today())
    known = {"held_on": usual.held_on, "starts_at": usual.starts_at, "place": usual.place}
    form = PanelForm(posted(request), teams=teams, initial=known)

    def act() -> Any:
        said = form.cleaned_data
        team = next(one for one in teams if str(one.pk) == said["team"])
        rule = propose(team, today()).rule
        details = {name: said[name] for name in known}
        return once(request, form, lambda: prepare_panel(team=team, rule=rule, by=request.user, **details))

    if request.method == "POST" and form.is_valid():
        answer = attempt(request, form, act, done=_("The panel is called, and its agenda drawn."), to=_address)
        if answer:
            return answer
    return _show(request, "referrals/panel_new.html", None, form)


@requires(Permission.SEE_REFERRALS)
@require_safe
def panel(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """The agenda, or what became of it."""
    found = _find(request, panel_id)
    return _show(request, "referrals/panel.html", found, page=read_panel(found, request.user, today()))


@requires(Permission.TRIAGE)
@require_POST
def panel_draw(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """Put on the agenda what has come to wait since it was drawn."""
    found = _find_held(request, panel_id)
    return _do(request, found, lambda: draw_agenda(panel=found, by=request.user), _("The agenda is up to date."))


@requires(Permission.TRIAGE)
@require_http_methods(FORM_METHODS)
def panel_people(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """Who came, for each agency that was asked, and others."""
    found = _find_held(request, panel_id)
    members = list(found.members.all())
    form = AttendanceForm(posted(request), members=members, initial={"version": found.version})

    def act() -> Any:
        version = form.cleaned_data["version"]
        return record_attendance(panel=found, expected_version=version, seats=form.seats(), by=request.user)

    if request.method == "POST" and form.is_valid():
        answer = attempt(request, form, act, done=_("The attendance is saved."), to=_address(found))
        if answer:
            return answer
    return _show(request, "referrals/panel_people.html", found, form)


@requires(Permission.TRIAGE)
@require_POST
def panel_close(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """Close it: the minutes stand, what was not discussed goes to the next one."""
    found = _find_held(request, panel_id)
    expected = posted_version(request) or 0
    done = _("The panel is closed. Its minutes stand.")
    return _do(request, found, lambda: close_panel(panel=found, expected_version=expected, by=request.user), done)


@requires(Permission.SEE_REFERRALS)
@require_safe
def panel_minutes(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """The minutes as PDF, with the referrals that the reader may see."""
    found = _find(request, panel_id)
    record_access(kind=Kind.EXPORTED, subject=found, detail={"what": "minutes"})
    answer = HttpResponse(minutes_paper(found, request.user), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="panel-{found.held_on.isoformat()}.pdf"'
    return answer


def _find(request: HttpRequest, panel_id: UUID) -> Panel:
    rows = Panel.objects.visible_to(request.user).select_related("team", "chair", "closed_by")
    return get_object_or_404(rows, pk=panel_id)


def _find_held(request: HttpRequest, panel_id: UUID) -> Panel:
    rows = Panel.objects.visible_to(request.user).held_by(request.user).select_related("team", "chair", "closed_by")
    return get_object_or_404(rows, pk=panel_id)


def _address(panel: Panel) -> str:
    return reverse("referrals:panel", args=[panel.pk])


def _do(request: HttpRequest, found: Panel, act: Callable[[], Any], done: Any) -> HttpResponse:
    """A button of the panel's page."""
    return pressed(request, act, done=done, to=_address(found))


def _show(request: HttpRequest, template: str, found: Panel | None, form: Any = None, **more: Any) -> HttpResponse:
    if found:
        record_access(kind=Kind.OPENED, subject=found)
    context = {"nav": "inbox", "panel": found, "form": form, **more}
    wrong = request.method == "POST" and bool(getattr(form, "errors", None))
    return render(request, template, context, status=400 if wrong else 200)
