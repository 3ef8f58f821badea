"""Meetings: booked or held, moved, called off, and what was decided for whom."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from families.actions.invitations import Attendance
from families.actions.meeting_texts import Text
from families.actions.meetings import SubjectDecision, asks_for_categories
from families.definitions import ServiceDefinition
from families.definitions.meetings import MeetingKind
from families.forms.common import EditForm, RecordForm, choices, past_day, pick, words
from families.forms.visits import several_lines
from families.models import Case, Meeting, MeetingCase, MeetingInvitation, MeetingSubject, Person
from families.naming import case_name
from families.reading.people import OfCase
from ui.fields import CleanCharField, DateField, NoteField, TimeField
from ui.forms import Form
from ui.widgets import CheckboxTiles, RadioTiles

CAME, APOLOGIES, ABSENT = "came", "apologies", "absent"


def late_reasons(definition: ServiceDefinition) -> list[tuple[str, Any]]:
    """The service's reasons for holding a meeting late, stored in words."""
    return [
        ("", _("It is not late")),
        *((words(one.label), words(one.label)) for one in definition.late_reasons),
    ]


class WhenMixin(forms.Form):
    """A day and a time of day, as one moment in London."""

    day = DateField(label=_("Day"))
    at = TimeField(label=_("Time"), help_text=_("Such as 14:00"))
    place = CleanCharField(required=False, label=_("Where"), max_length=120)

    def moment(self) -> datetime:
        """The moment that was chosen."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["at"]))

    def refuse(self, broken: Any) -> None:
        """A moment that cannot be stands at its day."""
        if broken.field in ("scheduled_for", "held_on"):
            broken.field = "day" if "day" in self.fields else "held_on"
        super().refuse(broken)  # type: ignore[misc]


class MeetingForm(WhenMixin, RecordForm):
    """A new meeting, booked; what was decided follows on its own page once it was held."""

    kind = forms.ChoiceField(label=_("Kind of meeting"))
    about = forms.MultipleChoiceField(label=_("About"), widget=CheckboxTiles)
    cases = forms.MultipleChoiceField(label=_("Also in the record of"), required=False, widget=CheckboxTiles)
    workers = forms.MultipleChoiceField(label=_("Invited from our teams"), required=False, widget=CheckboxTiles)
    others = CleanCharField(
        required=False,
        label=_("Others invited"),
        help_text=_("One on each line, by role or name, such as Health visitor."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    field_order = ["kind", "about", "day", "at", "place", "workers", "others", "cases"]

    def __init__(
        self,
        *args: Any,
        definition: ServiceDefinition,
        people: list[OfCase],
        cases: list[tuple[Case, str]],
        colleagues: list[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(one.person.pk): one.person for one in people}
        self._cases = {str(case.pk): case for case, _name in cases}
        self._colleagues = {str(one.pk): one for one in colleagues}
        self._offer("kind", [("", _("Choose a kind")), *choices(definition.meetings)])
        self._offer("about", [(str(one.person.pk), one.name) for one in people])
        self._offer("cases", [(str(case.pk), name) for case, name in cases])
        jobs = dict(choices(definition.professions))
        invited = [(str(one.pk), several_lines(one.name, jobs.get(one.profession, ""))) for one in colleagues]
        self._offer("workers", invited)
        if not cases:
            del self.fields["cases"]

    def _offer(self, name: str, options: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = options  # type: ignore[attr-defined]

    def as_arguments(self) -> dict[str, Any]:
        """What ``book_meeting`` is told."""
        given = self.cleaned_data
        return {
            "kind": given["kind"],
            "scheduled_for": self.moment(),
            "about": [self._people[key] for key in given["about"]],
            "also_in": [self._cases[key] for key in given.get("cases", [])],
            "place": given["place"],
            "workers": [self._colleagues[key] for key in given["workers"]],
            "others": given["others"].splitlines(),
        }


class MoveForm(WhenMixin, EditForm):
    """Another day for a booked meeting, or calling it off."""

    late_reason = forms.ChoiceField(required=False, label=_("Why it is later than it was due"))
    together = forms.BooleanField(required=False, initial=True, label=_("Move those that follow as well"))

    def __init__(self, *args: Any, definition: ServiceDefinition, later: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["late_reason"].choices = late_reasons(definition)  # type: ignore[attr-defined]
        if not later:
            del self.fields["together"]


class CancelForm(EditForm):
    """Calling a meeting off, with the reason for the record of each case that it stands in."""

    late_reason = CleanCharField(label=_("Why is it called off?"), max_length=200)

    def __init__(self, *args: Any, records: list[MeetingCase], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fields_of = {"late_reason" if n == 0 else f"late_reason{n}": row for n, row in enumerate(records)}
        for name, row in list(self._fields_of.items())[1:]:
            label = _("Why, in the record of %(name)s") % {"name": case_name(row.case)}
            self.fields[name] = CleanCharField(label=label, max_length=200, required=False)

    def reasons(self) -> dict[UUID, str]:
        """What was answered, by case."""
        return {row.case_id: self.cleaned_data.get(name, "") for name, row in self._fields_of.items()}


NOTHING = "-"
"""What the form sends where nothing was decided; no key of a definition looks like it."""


class SubjectForm(Form):
    """What was decided for one child or adult."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        widget=RadioTiles,
        error_messages={"required": _("Say what was decided, or that nothing was")},
    )
    categories = forms.MultipleChoiceField(
        required=False, label=_("Register categories"), widget=CheckboxTiles, help_text=_("One or more.")
    )

    def __init__(
        self, *args: Any, subject: MeetingSubject, name: str, kind: MeetingKind,
        definition: ServiceDefinition, **kwargs: Any,
    ) -> None:  # fmt: skip
        self.person: Person = subject.person
        self.name, self._kind, self._definition = name, kind, definition
        super().__init__(*args, prefix=f"subject-{subject.pk}", **kwargs)
        offered = [*choices(kind.decisions), (NOTHING, _("No decision"))]
        self.fields["decision"].choices = offered  # type: ignore[attr-defined]
        categories = self._categories()
        self.fields["categories"].choices = choices(categories)  # type: ignore[attr-defined]
        if not categories:
            del self.fields["categories"]

    def _categories(self) -> list[Any]:
        registers = [one for one in self._kind.decisions if asks_for_categories(self._definition, one)]
        keys = [key for decision in registers for key in decision.starts]
        return [one for key in keys for one in self._definition.status(key).categories]

    def clean(self) -> dict[str, Any]:
        """A register asks for its categories; without it they are left aside."""
        cleaned = super().clean() or {}
        chosen = next((one for one in self._kind.decisions if one.key == cleaned.get("decision")), None)
        registers = chosen is not None and asks_for_categories(self._definition, chosen)
        if registers and not cleaned.get("categories"):
            self.add_error("categories", _("Choose at least one category."))
        return cleaned

    def as_decision(self) -> SubjectDecision:
        """What the action is told."""
        given = self.cleaned_data
        decision = "" if given["decision"] == NOTHING else given["decision"]
        return SubjectDecision(self.person, decision, tuple(given.get("categories", ())))


class HoldForm(EditForm):
    """That a meeting took place: when, who came, and what was said, for the record of each case.

    ``records``: the rows in which the writer may write, the case they came through first.
    """

    held_on = past_day(label=_("Held on"))
    late_reason = forms.ChoiceField(required=False, label=_("Why it was held late"))
    summary = NoteField(required=False, label=_("What was said and decided"))
    also_there = CleanCharField(
        required=False,
        label=_("Who else was there"),
        help_text=_("One on each line, by role or name."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
    )

    def __init__(
        self,
        *args: Any,
        definition: ServiceDefinition,
        invitations: list[MeetingInvitation],
        records: list[MeetingCase],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.invitations, self._records = invitations, dict(enumerate(records))
        for number, record in self._records.items():
            self._offer_text(number, record)
        self.fields["late_reason"].choices = late_reasons(definition)  # type: ignore[attr-defined]
        for row in invitations:
            self.fields[f"came-{row.pk}"] = _attendance_field(row)

    def _offer_text(self, number: int, row: MeetingCase) -> None:
        name = _text_field(number)
        if number:
            label = _("What was said and decided, for the record of %(name)s") % {"name": case_name(row.case)}
            self.fields[name] = NoteField(required=False, label=label, initial=row.summary)
        self.fields[f"{name}_version"] = forms.IntegerField(
            required=False, min_value=1, widget=forms.HiddenInput, initial=row.version
        )

    @property
    def text_fields(self) -> list[Any]:
        """The texts as the page draws them, each with the version that it was begun from."""
        names = [_text_field(number) for number in self._records]
        return [self[one] for name in names for one in (name, f"{name}_version")]

    def versioned(self, row: Any) -> str:
        """The field with the version of the meeting, or of one case's text."""
        numbers = [number for number, record in self._records.items() if record == row]
        return f"{_text_field(numbers[0])}_version" if numbers else super().versioned(row)

    def texts(self) -> dict[UUID, Text]:
        """What is to be kept, by case."""
        given = self.cleaned_data
        return {
            row.case_id: Text(
                expected_version=given.get(f"{_text_field(number)}_version") or given["version"],
                summary=given.get(_text_field(number), ""),
                late_reason=given["late_reason"],
            )
            for number, row in self._records.items()
        }

    @property
    def attendance_fields(self) -> list[Any]:
        """The question whether each one came, as the page draws it."""
        return [self[f"came-{row.pk}"] for row in self.invitations]

    def attendance(self) -> dict[Any, Attendance]:
        """Who came; those without an answer stay as they are."""
        found = {row.pk: self.cleaned_data.get(f"came-{row.pk}") for row in self.invitations}
        return {
            pk: Attendance(attended=answer == CAME, apologies=answer == APOLOGIES)
            for pk, answer in found.items()
            if answer
        }


def _text_field(number: int) -> str:
    return f"summary{number}" if number else "summary"


def _attendance_field(row: MeetingInvitation) -> forms.ChoiceField:
    options = [(CAME, _("Came")), (APOLOGIES, _("Sent apologies")), (ABSENT, _("Did not come"))]
    known = {True: CAME, False: APOLOGIES if row.apologies else ABSENT}.get(row.attended, "")  # type: ignore[arg-type]
    name = row.worker.name if row.worker else row.name
    return pick(name, options, required=False, initial=known)


def booked_values(meeting: Meeting, record: MeetingCase) -> dict[str, Any]:
    """What a form about a booked meeting starts from, in the record of one case."""
    local = timezone.localtime(meeting.scheduled_for) if meeting.scheduled_for else None
    return {
        "version": meeting.version,
        "place": meeting.place,
        "day": local.date() if local else None,
        "at": local.time() if local else None,
        "late_reason": record.late_reason,
        "summary": record.summary,
    }
