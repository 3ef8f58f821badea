"""The page on which a visit is logged: signed, kept as a draft, or kept apart from a colleague's text."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.drafts import discard_draft, draft_token, find_draft, save_draft
from activity.edits import StaleEdit
from activity.errors import RuleBroken
from activity.idempotency import KeyReused
from activity.readlog import Kind, record_access
from families.actions.visit_effects import BOOK_ANOTHER
from families.actions.visit_parts import DRAFT_KIND
from families.actions.visits import keep_draft, record_visit
from families.forms.visits import VisitForm
from families.reading.visits import place_label
from families.views.shared import case_url, create
from families.visit_setting import VisitSetting
from ui.filters import clock_time, when

SENT_BEFORE = _(
    "This form was sent before, and what it said then is saved. "
    "What you changed since stands below: add it to the note that is saved."
)


def log(request: HttpRequest, setting: VisitSetting) -> HttpResponse:
    """Show the form, or do what was asked for; whatever happens, what was typed is kept."""
    if request.method != "POST":
        draft = _draft(request, setting)
        return _show(request, setting, VisitForm(setting=setting, typed=draft.data if draft else {}), draft=draft)
    if "theirs" in request.POST:
        return _keep_theirs(request, setting)
    _remember(request, setting)
    form = VisitForm(request.POST, setting=setting, signing="draft" not in request.POST)
    valid = form.is_valid()
    if "draft" in request.POST and form.note_can_be_kept:
        return _attempt(request, setting, form, keep_draft) or _show(request, setting, form)
    if not valid or "draft" in request.POST:
        return _show(request, setting, form)
    return _attempt(request, setting, form, record_visit) or _show(request, setting, form)


def _attempt(request: HttpRequest, setting: VisitSetting, form: VisitForm, action: Any) -> HttpResponse | None:
    account = form.account()
    try:
        done = create(request, form, lambda: action(visit=setting.visit, account=account, by=request.user))
    except StaleEdit as stale:
        return _show(request, setting, form, stale=stale, status=409)
    except KeyReused:
        form.add_error(None, SENT_BEFORE)
        return None
    except RuleBroken as broken:
        form.refuse(broken)
        return None
    return _after(request, setting, form, done, drafted=action is keep_draft)


def _after(request: HttpRequest, setting: VisitSetting, form: VisitForm, visit: Any, *, drafted: bool) -> HttpResponse:
    discard_draft(user=request.user, kind=DRAFT_KIND, subject_id=setting.draft_subject)
    if drafted:
        kept = VisitSetting(case=setting.case, user=request.user, visit=visit)
        _remember(request, kept, but=("note", "note_version"))
        messages.success(request, str(_("The draft is saved. It counts once you sign it.")))
        return redirect(case_url(setting.case))
    if form.cleaned_data.get("next_try") == BOOK_ANOTHER:
        messages.success(request, str(_("The visit is signed. Book the next one.")))
        return redirect("families:visit_plan", case_id=setting.case.pk)
    if not form.account().took_place:
        messages.success(request, str(_("The visit is cancelled.")))
    return redirect("families:visit", visit_id=visit.pk)


def _show(
    request: HttpRequest,
    setting: VisitSetting,
    form: VisitForm,
    *,
    stale: StaleEdit | None = None,
    draft: Any = None,
    status: int = 200,
) -> HttpResponse:
    failed = request.method == "POST" and not stale
    if request.method == "POST":
        form.data = _fit_to_show(request, form, stale)
    record_access(kind=Kind.OPENED, subject=setting.case, detail={"part": request.resolver_match.url_name})
    context = {
        "nav": "today",
        "setting": setting,
        "form": form,
        "stale": stale,
        "draft": _draft(request, setting) if request.method == "POST" else draft,
        "draft_token": _token(request, setting),
        "facts": _facts(setting),
        "ask_language": setting.case.client.language not in ("", "en"),
        "back": case_url(setting.case),
    }
    return render(request, "families/visit_log.html", context, status=400 if failed else status)


def _facts(setting: VisitSetting) -> str:
    """What is known before the visit is told, in one line: when, where, who with."""
    place = place_label(setting.case, setting.place)
    ticked = setting.ticked_colleagues
    names = [one.name for one in setting.planned_workers if str(one.pk) in ticked]
    together = [str(_("with %(names)s") % {"names": ", ".join(names)})] if names else []
    at = setting.starts_at
    moment = f"{_('Today')} {clock_time(at)}" if at.date() == timezone.localdate() else when(at)
    return ", ".join([moment, place, *together])


def _fit_to_show(request: HttpRequest, form: VisitForm, stale: StaleEdit | None) -> Any:
    """What was sent, without NUL characters; after a conflict, with the version that is saved now."""
    data = request.POST.copy()
    for name, values in data.lists():
        data.setlist(name, [value.replace("\x00", "") for value in values])
    if stale:
        case = stale.current.visit_case.case_id  # type: ignore[attr-defined]
        prefix = next((f"{other.prefix}-" for other in form.others if other.case.pk == case), "")
        data[f"{prefix}note_version"] = str(stale.current.version)
    for other in form.others:
        other.data = data
    return data


def _keep_theirs(request: HttpRequest, setting: VisitSetting) -> HttpResponse:
    discard_draft(user=request.user, kind=DRAFT_KIND, subject_id=setting.draft_subject)
    messages.success(request, str(_("Your colleague's text is kept.")))
    return redirect(request.path)


def _remember(request: HttpRequest, setting: VisitSetting, *, but: tuple[str, ...] = ()) -> None:
    """Keep what was typed. Notes that are in the record are left out: there, a colleague may go on."""
    kept = {name: request.POST.getlist(name) for name in request.POST if name.rpartition("-")[2] not in but}
    save_draft(user_id=request.user.pk, kind=DRAFT_KIND, subject_id=setting.draft_subject, data=kept)


def _draft(request: HttpRequest, setting: VisitSetting) -> Any:
    return find_draft(user=request.user, kind=DRAFT_KIND, subject_id=setting.draft_subject)


def _token(request: HttpRequest, setting: VisitSetting) -> str:
    return draft_token(user=request.user, kind=DRAFT_KIND, subject_id=setting.draft_subject)
