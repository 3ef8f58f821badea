"""What a meeting decided, and correcting what was written about it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from families.access import check_can_write
from families.actions.agreed import hold_and_agree
from families.actions.meetings import amend_meeting, kind_of
from families.days import today
from families.definition_of import rules_of
from families.forms.common import words
from families.forms.meetings import HoldForm, SubjectForm, booked_values
from families.forms.series import AgreedForm
from families.reading.colleagues import colleagues_of
from families.reading.meetings import invitations_of, records_to_write, subject_rows
from families.views.meetings import find_meeting, meeting_page
from families.views.shared import attempt_to, kept_text, refusal, show
from ui.asked import posted

DRAFT = "meeting"


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_hold(request: HttpRequest, meeting_id: Any) -> HttpResponse:
    """Record that it took place: who came and what was decided for each child."""
    found, case = find_meeting(request, meeting_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    form, subjects = _forms(request, found, case)
    agreed = AgreedForm(posted(request), colleagues=colleagues_of(case))
    page = meeting_page(
        found, case, _("Record the meeting"), _("Save the meeting"), _("The meeting is recorded."), draft=DRAFT,
        template="families/meeting_hold.html",
        context={"subjects": subjects, "agreed": agreed, "meeting": found, "deciding": True},
    )  # fmt: skip

    def save() -> Any:
        given = form.cleaned_data
        return hold_and_agree(
            tasks=agreed.agreed(),
            meeting=found,
            definition=rules_of(case),
            expected_version=given["version"],
            held_on=given["held_on"],
            texts=form.texts(),
            late_reason=given["late_reason"],
            writing_in=case,
            attendance=form.attendance(),
            also_there=form.cleaned_data["also_there"].splitlines(),
            decisions=[one.as_decision() for one in subjects],
            by=request.user,
        )

    valid = request.method == "POST" and all(
        [form.is_valid(), agreed.is_valid(), *(one.is_valid() for one in subjects)]
    )
    answer = (attempt_to(request, page, form, save) if valid else None) or show(request, page, form)
    if any(one.errors for one in (*subjects, agreed)):
        answer.status_code = 400
    return answer


@requires(Permission.WORK_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_edit(request: HttpRequest, meeting_id: Any) -> HttpResponse:
    """Correct what was written, and who came. Two editors at once: the second sees both texts."""
    found, case = find_meeting(request, meeting_id)
    if refused := refusal(request, check_can_write, case):
        return refused
    form, _subjects = _forms(request, found, case)
    del form.fields["held_on"]
    page = meeting_page(
        found, case, _("Correct the record"), _("Save the corrections"), _("The corrections are saved."),
        draft=DRAFT, template="families/meeting_hold.html", context={"subjects": [], "meeting": found},
    )  # fmt: skip

    def save() -> Any:
        return amend_meeting(
            meeting=found,
            texts=form.texts(),
            writing_in=case,
            attendance=form.attendance(),
            also_there=form.cleaned_data["also_there"].splitlines(),
            by=request.user,
        )

    valid = request.method == "POST" and form.is_valid()
    return (attempt_to(request, page, form, save) if valid else None) or show(request, page, form)


def _by_today(day: Any) -> Any:
    return min(day, today()) if day else today()


def _forms(request: HttpRequest, found: Any, case: Any) -> tuple[HoldForm, list[SubjectForm]]:
    rules, data = rules_of(case), posted(request)
    records = records_to_write(found, case, request.user)
    held = booked_values(found, records[0])
    kind = kind_of(rules, found.kind)
    held["summary"] = held["summary"] or "\n\n".join(f"{words(one.label)}:" for one in kind.headings)
    initial = held | {"held_on": found.held_on or _by_today(held["day"])} | kept_text(request, DRAFT, case, "summary")
    asked = invitations_of(found, request.user)
    form = HoldForm(data, definition=rules, invitations=asked, records=records, initial=initial)
    subjects = [
        SubjectForm(data, subject=row, name=name, kind=kind, definition=rules)
        for row, name in subject_rows(found, request.user)
    ]
    return form, subjects if kind.decisions else []
