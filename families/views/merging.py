"""The same person twice: find the other record, compare, merge, and take it back."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.roles import Permission
from activity.errors import RuleBroken
from activity.readlog import Kind, record_access
from families.actions.merging import Planned, PreviewIsOld, merge_people, preview_merge
from families.actions.merging_undo import TakenApart, UndoIsOld, preview_undo, undo_merge
from families.forms.merging import FindForm, MergeForm, UndoForm
from families.merging.pairs import Choices, default_choices
from families.merging.rules import NotAllSeen
from families.querysets.merging import merges_of, merges_shown_to, people_to_merge
from families.reading.meetings import name_of
from families.reading.merging import (
    backs_of,
    changes_between,
    compare,
    counts_of,
    later_merges,
    merge_line,
    merge_lines,
    moves_of,
    since_lines,
)
from families.reading.searching import find_people
from families.views.shared import create, sent_again
from ui.asked import posted

METHODS = ["GET", "HEAD", "POST"]
SALT = "families.merging"


@requires(Permission.TRIAGE)
@require_http_methods(METHODS)
def person_same(request: HttpRequest, person_id: Any) -> HttpResponse:
    """Look for another record of this person; and what was merged before."""
    found = get_object_or_404(people_to_merge(request.user), pk=person_id)
    form = FindForm(posted(request))
    others = None
    if request.method == "POST" and form.is_valid():
        others = find_people(request.user, form.cleaned_data["words"], leaving_out=found)
        record_access(kind=Kind.SEARCHED, detail={"found": len(others)})
    record_access(kind=Kind.OPENED, subject=found, detail={"part": "same"})
    context = {
        "nav": "cases",
        "person": found,
        "name": name_of(found),
        "form": form,
        "others": others,
        "merges": merge_lines(merges_of(found, request.user)),
    }
    return render(request, "families/person_same.html", context, status=400 if form.errors else 200)


@requires(Permission.TRIAGE)
@require_http_methods(METHODS)
def merge_new(request: HttpRequest, person_id: Any, other_id: Any) -> HttpResponse:
    """Compare two records, choose what stands, see what moves, and merge."""
    people = people_to_merge(request.user)
    kept, merged = get_object_or_404(people, pk=person_id), people.filter(pk=other_id).first()
    back = reverse("families:person", args=[kept.pk])
    if merged is None:
        if again := sent_again(request, back):
            return again
        get_object_or_404(people, pk=other_id)
    proposed = default_choices(kept, merged)
    form = MergeForm(posted(request), kept=kept, merged=merged, proposed=proposed)
    page = _MergePage(request, kept, merged, form)
    if request.method == "POST" and form.is_valid() and "look" not in request.POST:
        return page.merge()
    choices = form.choices if form.is_bound and form.is_valid() else _sent(form, proposed)
    return page.show(choices, status=400 if form.errors and "look" not in request.POST else 200)


class _MergePage:
    """One request about merging two records."""

    def __init__(self, request: HttpRequest, kept: Any, merged: Any, form: MergeForm) -> None:
        self.request, self.kept, self.merged, self.form = request, kept, merged, form

    def merge(self) -> HttpResponse:
        """Do it if it is what was shown; else show what it would be now."""
        choices = self.form.choices
        shown = read_shown(self.form.shown)
        if shown is None or shown["choices"] != choices.as_data():
            note = _("You changed a choice. This is what moves now. Press the button again to merge.")
            return self.show(choices, note=note)
        try:
            merge = create(self.request, self.form, lambda: self._act(choices, shown["fingerprint"]))
        except PreviewIsOld as old:
            changes = changes_between(shown["counts"], counts_of(old.rows))
            return self.show(choices, note=str(old), changes=changes, status=409)
        except NotAllSeen as broken:
            return self._refused(broken, 403)
        except RuleBroken as broken:
            self.form.refuse(broken)
            return self.show(choices, status=409)
        messages.success(self.request, _("Merged. You can look at it, and undo it, at any time."))
        return redirect("families:merge", merge_id=merge.pk)

    def show(
        self, choices: Choices, *, note: str = "", changes: list[Any] | None = None, status: int = 200
    ) -> HttpResponse:
        """The comparison, the choices and what moves under them."""
        record_access(kind=Kind.OPENED, subject=self.kept, detail={"part": "merge"})
        record_access(kind=Kind.OPENED, subject=self.merged, detail={"part": "merge"})
        planned, impossible = None, ""
        try:
            planned = preview_merge(kept=self.kept, merged=self.merged, choices=choices, by=self.request.user)
        except NotAllSeen as broken:
            return self._refused(broken, 403)
        except RuleBroken as broken:
            impossible = str(broken)
        context = {
            "nav": "cases",
            "person": self.kept,
            "other": self.merged,
            "name": name_of(self.kept),
            "other_name": name_of(self.merged),
            "rows": compare(self.kept, self.merged, self.request.user),
            "form": self.form,
            "moves": moves_of(planned.rows) if planned else None,
            "impossible": impossible,
            "note": note,
            "changes": changes,
            "shown": write_shown(choices, planned) if planned else "",
        }
        return render(self.request, "families/merge_new.html", context, status=status)

    def _refused(self, broken: RuleBroken, status: int) -> HttpResponse:
        back = reverse("families:person", args=[self.kept.pk])
        context = {"error": broken, "back": back, "name": name_of(self.kept), "nav": "cases"}
        return render(self.request, "families/merge_refused.html", context, status=status)

    def _act(self, choices: Choices, fingerprint: str) -> Any:
        why = self.form.cleaned_data["why"]
        return merge_people(
            kept=self.kept, merged=self.merged, choices=choices, why=why, expected=fingerprint, by=self.request.user
        )


@requires(Permission.TRIAGE)
@require_safe
def merge(request: HttpRequest, merge_id: Any) -> HttpResponse:
    """What a merge did, and what it set aside."""
    found = _find_merge(request, merge_id)
    record_access(kind=Kind.OPENED, subject=found, detail={"part": "merge"})
    context = {
        "nav": "cases",
        "line": merge_line(found),
        "moves": moves_of(found.rows.all()),
        "later": later_merges(found),
    }
    return render(request, "families/merge.html", context)


@requires(Permission.TRIAGE)
@require_http_methods(METHODS)
def merge_undo(request: HttpRequest, merge_id: Any) -> HttpResponse:
    """What goes back, what stays, what may be moved; then the reason, and it is undone."""
    found = _find_merge(request, merge_id)
    done = reverse("families:merge", args=[found.pk])
    if again := sent_again(request, done):
        return again
    try:
        planned = preview_undo(merge=found, by=request.user)
    except RuleBroken as broken:
        context = {"error": broken, "back": done, "name": merge_line(found).kept, "nav": "cases"}
        status = 403 if isinstance(broken, NotAllSeen) else 409
        return render(request, "families/merge_refused.html", context, status=status)
    options = [(line.key, line.words) for line in since_lines(planned) if line.choosable]
    form = UndoForm(posted(request), options=options)
    if request.method == "POST" and form.is_valid():
        try:
            create(request, form, lambda: _undo(request, found, form))
        except UndoIsOld as old:
            return _undo_page(request, found, planned, form, note=str(old), status=409)
        except RuleBroken as broken:
            form.refuse(broken)
            return _undo_page(request, found, planned, form, status=409)
        messages.success(request, _("Undone. Both records stand again."))
        return redirect(done)
    return _undo_page(request, found, planned, form, status=400 if form.errors else 200)


def _undo(request: HttpRequest, found: Any, form: UndoForm) -> Any:
    given = form.cleaned_data
    undo_merge(merge=found, why=given["why"], chosen=given.get("chosen", []), expected=form.shown, by=request.user)
    return found


def _undo_page(
    request: HttpRequest, found: Any, planned: TakenApart, form: UndoForm, *, note: str = "", status: int = 200
) -> HttpResponse:
    record_access(kind=Kind.OPENED, subject=found, detail={"part": "merge_undo"})
    context = {
        "nav": "cases",
        "line": merge_line(found),
        "backs": backs_of(planned),
        "since": since_lines(planned),
        "form": form,
        "note": note,
        "shown": planned.fingerprint,
    }
    return render(request, "families/merge_undo.html", context, status=status)


def write_shown(choices: Choices, planned: Planned) -> str:
    """What the confirmation carries back: the choices, what they came to, and the counts, signed."""
    said = {"choices": choices.as_data(), "fingerprint": planned.fingerprint, "counts": counts_of(planned.rows)}
    return signing.dumps(said, salt=SALT, compress=True)


def read_shown(text: str) -> dict[str, Any] | None:
    """What was shown, or None for nothing, or something of somebody else's making."""
    try:
        found: dict[str, Any] = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return found


def _sent(form: MergeForm, proposed: Choices) -> Choices:
    """The choices of a form in which something else is wrong."""
    return form.choices if hasattr(form, "cleaned_data") else proposed


def _find_merge(request: HttpRequest, merge_id: Any) -> Any:
    rows = merges_shown_to(request.user).select_related("kept", "merged", "entered_by", "undone_by")
    return get_object_or_404(rows, pk=merge_id)
