"""Logging a visit: one form for a phone. Only signing asks for everything."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from families.actions.visit_effects import BOOK_ANOTHER, RING_SOCIAL_WORKER, TRY_AGAIN
from families.forms.common import RecordForm, by_id, choices, pick
from families.forms.visit_cases import SAY_CONCERN, WRITE_NOTE, OtherCaseForm, read_back
from families.models.choices import CancelledBy, Concern, VisitOutcome
from families.visit_setting import VisitSetting
from families.visiting import Account, CaseEntry, Seen
from ui.fields import YEARS, CleanCharField, DateField, NoteField, TimeField
from ui.widgets import CheckboxTiles

LENGTHS = [
    ("30", _("30 min")),
    ("45", _("45 min")),
    ("60", _("1 hour")),
    ("90", _("1½ hours")),
    ("120", _("2 hours")),
]
OTHER = "other"
ALONE = {"yes": True, "no": False, "not_asked": None}
NEXT_TRIES = [
    (TRY_AGAIN, _("Try again today")),
    (BOOK_ANOTHER, _("Book another day")),
    (RING_SOCIAL_WORKER, _("Ring social worker")),
    ("nothing", _("Nothing yet")),
]
LANGUAGES = [("en", _("English")), ("cy", _("Welsh")), (OTHER, _("Another language"))]


def tiles(label: Any, **kwargs: Any) -> forms.MultipleChoiceField:
    """Several of a list, as tiles; none is allowed."""
    return forms.MultipleChoiceField(label=label, required=False, widget=CheckboxTiles, **kwargs)


def several_lines(name: str, who: str) -> Any:
    """A tile's name with a smaller line under it."""
    return format_html('{} <span class="jigso-tiles__sub">{}</span>', name, who) if who else name


class WhenAndWhere(RecordForm):
    """What both a plan and an account of a visit say."""

    day = DateField(label=_("Day"), required=False)
    time = TimeField(label=_("Start time"), required=False)
    place = pick(_("Where"), [], required=False)
    length = pick(_("How long?"), [*LENGTHS, (OTHER, _("Other"))], required=False)
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=1, max_value=720)

    @property
    def moment(self) -> datetime | None:
        """The day and time together, in London."""
        day, time = self.cleaned_data.get("day"), self.cleaned_data.get("time")
        return timezone.make_aware(datetime.combine(day, time)) if day and time else None

    @property
    def duration(self) -> int | None:
        """Minutes."""
        length = self.cleaned_data.get("length")
        return self.cleaned_data.get("minutes") if length in ("", OTHER, None) else int(length)

    def check_moment(self) -> None:
        """Ask for the day and the time where one is missing and not already refused."""
        for name, error in (("day", _("Enter the day")), ("time", _("Enter the time"))):
            if self.cleaned_data.get(name) is None and name not in self.errors:
                self.add_error(name, error)

    def refuse(self, broken: Any) -> None:
        """A rule about the moment stands at the day."""
        if broken.field in ("happened_at", "planned_for"):
            self.add_error("day", str(broken.message))
        else:
            super().refuse(broken)


class VisitForm(WhenAndWhere):
    """``signing`` makes it ask for what is missing; a draft takes what there is."""

    note_version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    device_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    outcome = pick(_("What happened?"), [], required=False)
    next_try = pick(_("No answer. What next?"), NEXT_TRIES, required=False)
    cancelled_by = pick(_("Who cancelled?"), CancelledBy.choices, required=False)
    reason = CleanCharField(label=_("Why?"), required=False, max_length=200)
    colleagues = tiles(_("Which colleague was with you?"), help_text=_("Counts as one visit. It goes in both diaries."))
    team = tiles(_("Somebody else of the team"))
    language = pick(_("Which language did you speak?"), LANGUAGES, required=False)
    travel_miles = forms.DecimalField(
        label=_("Miles travelled"), required=False, min_value=0, max_value=999, decimal_places=1
    )
    seen = tiles(_("Who did you see?"))
    others_seen = CleanCharField(label=_("Someone else: who?"), required=False, max_length=200)
    alone = pick(_("Some time alone?"), [], required=False)
    topics = tiles(_("What did you cover?"))
    concern = pick(_("Any new concerns?"), Concern.choices, required=False)
    follow_up = CleanCharField(label=_("What is to be done?"), required=False, max_length=200)
    note = NoteField(label=_("Note"), required=False, strip=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        setting: VisitSetting,
        signing: bool = False,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        """``typed`` is what was kept of the form when it was last open."""
        self.setting, self.signing = setting, signing
        super().__init__(data)
        self._offer()
        self.initial.update(self._known() | read_back(self, typed or {}))
        self.others = [
            OtherCaseForm(data, case=case, number=number, setting=setting, signing=signing, typed=typed or {})
            for number, case in enumerate(setting.others)
        ]

    def is_valid(self) -> bool:
        """Both this form and those of the other cases."""
        return all([super().is_valid(), *(form.is_valid() for form in self.others)])

    def clean_device_at(self) -> datetime | None:
        """What the device's clock said, where that is a time the database can give back."""
        told = self.cleaned_data.get("device_at")
        return told if told and told.year in YEARS else None

    def clean(self) -> dict[str, Any]:
        """When signing, ask for everything that this outcome needs, all at once."""
        data = super().clean() or self.cleaned_data
        if not self.signing:
            return data
        asked = self._asked_of(data.get("outcome"))
        for name, message in asked.items():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, message)
        if data.get("outcome") in (VisitOutcome.DONE, VisitOutcome.NO_ACCESS):
            self.check_moment()
        return data

    @property
    def note_can_be_kept(self) -> bool:
        """Whether nothing but missing or mistyped answers stands in the way of keeping a draft."""
        return "note" not in self.errors and not any("note" in form.errors for form in self.others)

    def account(self) -> Account:
        """What was told, of a valid form or of a draft with gaps."""
        data = self.cleaned_data
        outcome = data.get("outcome") or VisitOutcome.DRAFT
        return Account(
            outcome=outcome,
            entries=(self._entry(), *(form.entry() for form in self.others if form.counts)),
            happened_at=self.moment,
            device_at=data.get("device_at"),
            minutes=self.duration,
            place=data.get("place", ""),
            language=data.get("language", ""),
            travel_miles=data.get("travel_miles"),
            colleagues=tuple(self._colleagues()),
            seen=tuple(self._seen()),
            cancelled_by=data.get("cancelled_by", "") if outcome == VisitOutcome.CANCELLED else "",
            next_try=data.get("next_try", ""),
        )

    def _known(self) -> dict[str, Any]:
        """When, where, with whom and how long are known; what was found is not."""
        setting, minutes = self.setting, str(self.setting.minutes)
        usual = minutes in dict(LENGTHS)
        note = setting.notes.get(setting.case.pk)
        return {
            "day": setting.starts_at.date(),
            "time": setting.starts_at.time(),
            "place": setting.place,
            "length": minutes if usual else OTHER,
            "minutes": None if usual else minutes,
            "colleagues": setting.ticked_colleagues,
            "team": setting.ticked_colleagues,
            "note": note.text if note else "",
            "note_version": note.version if note else 0,
        }

    def _entry(self) -> CaseEntry:
        data = self.cleaned_data
        return CaseEntry(
            case=self.setting.case,
            topics=tuple(data.get("topics", ())),
            concern=data.get("concern", ""),
            follow_up=data.get("follow_up", ""),
            note=data.get("note", ""),
            note_version=data.get("note_version") or 0,
            others_seen=data.get("others_seen", ""),
            reason=data.get("reason", ""),
        )

    def _colleagues(self) -> list[Any]:
        offered = [*self.setting.near_colleagues, *self.setting.team_colleagues]
        chosen = [*self.cleaned_data.get("colleagues", ()), *self.cleaned_data.get("team", ())]
        return [by_id(offered, key) for key in chosen]

    def _seen(self) -> list[Seen]:
        people = [person for person, _name, _who in self.setting.people]
        alone = ALONE.get(self.cleaned_data.get("alone", ""))
        met = [by_id(people, key) for key in self.cleaned_data.get("seen", ())]
        return [Seen(one, alone=alone if one.pk == self.setting.case.client_id else None) for one in met]

    def _asked_of(self, outcome: str | None) -> dict[str, Any]:
        if outcome == VisitOutcome.CANCELLED:
            return {"cancelled_by": _("Say who cancelled")}
        asked: dict[str, Any] = {"concern": SAY_CONCERN, "note": WRITE_NOTE}
        if outcome == VisitOutcome.NO_ACCESS:
            return asked
        if outcome != VisitOutcome.DONE:  # what else is asked for stands on the page once that is said
            return {"outcome": _("Say what happened"), **asked}
        return {**self._asked_of_meeting(), **asked}

    def _asked_of_meeting(self) -> dict[str, Any]:
        asked: dict[str, Any] = {}
        if not self.cleaned_data.get("others_seen"):
            asked["seen"] = _("Say who you saw")
        if str(self.setting.case.client_id) in self.cleaned_data.get("seen", ()):
            asked["alone"] = _("Say whether you had time alone")
        return asked

    def _offer(self) -> None:
        setting, fields = self.setting, self.fields
        outcomes = [VisitOutcome.DONE, VisitOutcome.NO_ACCESS]
        if setting.is_planned:
            outcomes.append(VisitOutcome.CANCELLED)
        fields["outcome"].choices = [(one.value, one.label) for one in outcomes]
        fields["place"].choices = choices(setting.definition.visits.places)
        fields["topics"].choices = choices(setting.topics)
        fields["colleagues"].choices = [(str(one.pk), one.name) for one in setting.near_colleagues]
        fields["team"].choices = [(str(one.pk), one.name) for one in setting.team_colleagues]
        fields["seen"].choices = [(str(one.pk), several_lines(name, who)) for one, name, who in setting.people]
        name = setting.case.client.given_name or setting.name
        fields["alone"].label = _("Some time alone with %(name)s?") % {"name": name}
        fields["alone"].choices = [("yes", _("Yes")), ("no", _("No")), ("not_asked", _("Not asked"))]
        fields["note"].help_text = _("What you saw, the words %(name)s used, what you agreed.") % {"name": name}
