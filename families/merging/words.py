"""What to call the rows of a merge on its pages, and how to tell one of them from another."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from families.paperwork import kind_of

Describe = Callable[[Any], Any]


@dataclass(frozen=True)
class Words:
    """``many`` names the rows of a model; ``one`` says which row it is, for which ``related`` rows are read."""

    many: str | Promise
    one: Describe
    related: tuple[str, ...] = ()


_words: dict[str, Words] = {}


def name_rows(
    model: str, many: str | Promise, one: Describe = lambda row: "", *, related: tuple[str, ...] = ()
) -> None:
    """Say what rows of ``model`` (``app.Model``) are called."""
    _words[model] = Words(many, one, related)


def rows_called(model: str) -> str:
    """What rows of a model are called, in the language of the page."""
    known = _words.get(model)
    return str(known.many) if known else str(apps.get_model(model)._meta.verbose_name_plural).capitalize()


def rows_by_id(model: str, keys: Iterable[str]) -> dict[str, Any]:
    """Rows of a model by their id as text, joined ones too, with what naming them reads; one query."""
    related = _words[model].related if model in _words else ()
    rows = apps.get_model(model)._base_manager.filter(pk__in=list(keys)).select_related(*related)
    return {str(row.pk): row for row in rows}


def row_called(row: models.Model) -> str:
    """Which row it is; empty where its kind says all."""
    known = _words.get(row._meta.label)
    return str(known.one(row)) if known else ""


def day(value: date | datetime | None) -> str:
    """A day as pages write it."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return date_format(value, "j F Y") if value else ""


def _period(row: Any, start: str = "starts", end: str = "ends") -> str:
    parts = [day(getattr(row, start)), day(getattr(row, end)) or str(_("now"))]
    return " – ".join(parts)


def _visit(row: Any) -> str:
    return day(row.visit.happened_at or row.visit.planned_for)


def _visit_with_note(row: Any) -> str:
    note = getattr(row, "note", None)
    return f"{_visit(row)}: {note.text[:300]}" if note else _visit(row)


def _meeting(row: Any) -> str:
    meeting = row.meeting
    return day(meeting.held_on or meeting.scheduled_for or meeting.due_on)


def _paper(row: Any) -> str:
    kind = kind_of(row)
    return kind.label.text(get_language() or "en") if kind else str(row.kind)


def _address(row: Any) -> str:
    where = ", ".join(part for part in (row.lines, row.postcode) if part) or str(_("No fixed abode"))
    closed = f" ({_('Must not be disclosed')})" if row.confidential else ""
    return f"{where}, {_period(row, 'valid_from', 'valid_to')}{closed}"


def _channel(row: Any) -> str:
    return f"{row.get_channel_display()} {row.value}, {_('Safe')}: {row.get_safe_display()}"


def name_own_rows() -> None:
    """The words for the rows of families and below."""
    for model, many, one in _OWN:
        name_rows(f"families.{model}", many, one, related=_READ_WITH.get(model, ()))
    name_rows("activity.Draft", _("Half-written forms"))


_OWN: tuple[tuple[str, Promise, Describe], ...] = (
    ("Person", _("People"), str),
    ("PersonName", _("Names"), lambda row: f"{row}, {row.get_kind_display()}"),
    ("PersonFact", _("Answers to monitoring questions"), lambda row: day(row.recorded_on)),
    ("Address", _("Addresses"), _address),
    ("ContactChannel", _("Ways of reaching them"), _channel),
    ("Family", _("Families"), lambda row: row.reference),
    ("FamilyMember", _("Places in the family"), lambda row: f"{row.person}, {_period(row, 'valid_from', 'valid_to')}"),
    ("SafetyFlag", _("Safety notes"), lambda row: row.text),
    ("Restriction", _("Restrictions"), lambda row: day(row.starts)),
    ("RestrictionName", _("People named in restrictions"), lambda row: row.user.name),
    ("Exclusion", _("Exclusions"), lambda row: day(row.starts)),
    ("Pregnancy", _("Pregnancies"), lambda row: day(row.due_date)),
    ("DueDateEstimate", _("Due dates"), lambda row: f"{day(row.due_date)}, {row.get_method_display()}"),
    ("Child", _("Children"), lambda row: row.get_state_display()),
    ("Attendance", _("Sessions of groups"), lambda row: f"{row.session.group}, {day(row.session.held_at)}"),
    ("Birth", _("Births"), lambda row: day(row.born_on)),
    ("Loss", _("Losses"), lambda row: day(row.lost_on)),
    ("Separation", _("Separations"), lambda row: day(row.separated_on)),
    ("ChildHome", _("Where children live"), lambda row: day(row.since)),
    ("Case", _("Cases"), lambda row: row.reference),
    ("ComplexityChange", _("Changes of complexity"), lambda row: day(row.from_day)),
    ("AgencyContact", _("People of other agencies"), lambda row: row.name or row.organisation),
    ("ChronologyEntry", _("Entries of the chronology"), lambda row: f"{day(row.happened_on)}: {row.what[:120]}"),
    ("Allocation", _("Allocations"), lambda row: f"{row.worker.name}, {_period(row)}"),
    ("Closure", _("Closures asked for"), lambda row: day(row.asked_on)),
    ("GroupMember", _("Places in groups"), lambda row: f"{row.group}, {_period(row, 'joined_on', 'left_on')}"),
    ("Goal", _("Goals"), lambda row: row.title),
    ("Task", _("Tasks"), lambda row: row.title),
    ("Document", _("Documents"), lambda row: f"{row.title}, {day(row.dated)}"),
    ("Paper", _("Papers"), _paper),
    ("Report", _("Reports asked for"), lambda row: f"{row.asked_of}, {day(row.asked_on)}"),
    ("SharingEntry", _("Entries about sharing"), lambda row: f"{row.to_whom}, {day(row.shared_on)}"),
    ("Consent", _("Consents"), lambda row: f"{row.get_answer_display()}, {day(row.answered_on)}"),
    ("HandOver", _("Hand-overs"), lambda row: f"{row.to}, {day(row.done_on)}"),
    ("Meeting", _("Meetings"), lambda row: day(row.held_on or row.scheduled_for or row.due_on)),
    ("MeetingCase", _("Meetings in a case"), _meeting),
    ("MeetingInvitation", _("Others asked to a meeting"), lambda row: row.name),
    ("MeetingSeries", _("Series of meetings"), lambda row: day(row.entered_at)),
    ("MeetingSubject", _("People whom a meeting was about"), _meeting),
    ("PracticalHelp", _("Practical help"), lambda row: f"{row.what}, {day(row.asked_on)}"),
    ("Milestone", _("Clocks"), lambda row: day(row.due_on)),
    ("Status", _("Statuses"), _period),
    ("SupervisionCase", _("Discussed in supervision"), lambda row: day(row.supervision.held_on)),
    ("Transfer", _("Transfers"), lambda row: f"{row.to_team.name}, {day(row.asked_on)}"),
    ("VisitCase", _("Visits"), _visit_with_note),
    ("VisitPerson", _("People seen at visits"), _visit),
    ("VisitRhythm", _("How often to visit"), lambda row: f"{day(row.from_day)}, {row.reason}"),
)
_READ_WITH = {
    "Person": ("child__pregnancy__mother",),
    "FamilyMember": ("person",),
    "RestrictionName": ("user",),
    "Allocation": ("worker",),
    "Attendance": ("session__group",),
    "GroupMember": ("group",),
    "Paper": ("case__service_version",),
    "MeetingCase": ("meeting",),
    "MeetingSubject": ("meeting",),
    "SupervisionCase": ("supervision",),
    "Transfer": ("to_team",),
    "VisitCase": ("visit", "note"),
    "VisitPerson": ("visit",),
}
WHY_ASIDE: dict[str, Promise] = {
    "the_same_name": _("The kept record has this name already."),
    "one_owner_per_slot_at_a_time": _("Somebody else has this role on the kept case on those days."),
    "one_place_in_a_family_at_a_time": _("This person has a place in the kept family on those days already."),
    "one_address_at_a_time": _("Another address is recorded for those days."),
    "one_usual_name_at_a_time": _("Another name was in use on those days."),
    "one_status_of_a_kind_at_a_time": _("A status of this kind is recorded for those days already."),
    "person_once_per_visit": _("Both records stand in this visit."),
    "case_once_per_visit": _("The visit counts in the kept case already; the second note stays readable here."),
    "subject_once_per_meeting": _("The meeting was about both records."),
    "case_once_per_meeting": _("The meeting stands in the kept case already."),
    "case_once_per_supervision": _("Both cases were discussed in this supervision."),
    "one_transfer_waits_per_case": _("A transfer of the kept case waits already."),
    "one_place_in_a_group": _("Both records have a place in this group."),
    "once_in_a_register": _("Both records stand in this register."),
    "one_closure_in_force": _("A closure has been asked for on the kept case."),
}


def why_aside(reason: str) -> str:
    """Why a row could not move."""
    return str(WHY_ASIDE.get(reason, _("The kept record has one already.")))
