"""What is asked at a front door: to record a contact, to decide it, to put it right, to refer it on."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from families.days import TWO_YEARS, today
from families.definitions import FrontDoorDefinition, ServiceDefinition
from families.forms.common import EditForm, RecordForm, choices, past_day, pick
from referrals.forms.told import FILL_IN
from referrals.models import ConsentAnswer, Contact
from ui.fields import CleanCharField, DateField, NoteField
from ui.widgets import RadioTiles

OLDEST_YEARS = 100
LONGEST_PREGNANCY = 310  # days until a due date: more can only be a slip of the pen
OPEN_TIER = ("", _("Not decided yet"))
BORN, UNBORN = "no", "yes"
TOLD = (
    "source", "told_by", "agency", "unborn", "given_name", "family_name", "date_of_birth", "due_date", "reason",
    "tier", "consent",
)  # fmt: skip


class ContactFields(forms.Form):
    """What was told, as little as is known: nobody need be named."""

    received_on = past_day(label=_("Day of the contact"))
    source = forms.ChoiceField(label=_("Who made contact"), error_messages={"required": _("Say who made contact.")})
    told_by = CleanCharField(label=_("Their name"), max_length=120, required=False)
    agency = CleanCharField(label=_("Their team or agency"), max_length=120, required=False)
    unborn = forms.TypedChoiceField(
        label=_("Is the child born?"),
        choices=[(BORN, _("Yes, born")), (UNBORN, _("No, unborn"))],
        coerce=lambda value: value == UNBORN,
        widget=RadioTiles,
        error_messages={"required": _("Say whether the child is born.")},
    )
    given_name = CleanCharField(
        label=_("Given name"), max_length=100, required=False, help_text=_("Of the mother, where the child is unborn")
    )
    family_name = CleanCharField(label=_("Family name"), max_length=100, required=False)
    date_of_birth = DateField(past=True, required=False, label=_("Date of birth of the child"))
    due_date = DateField(required=False, label=_("Due date, where the child is unborn"))
    reason = NoteField(label=_("What was told"), error_messages={"required": _("Write down what was told.")})
    tier = forms.ChoiceField(label=_("Tier"), required=False)
    consent = forms.ChoiceField(
        label=_("Does the family agree to help?"),
        choices=ConsentAnswer.choices,
        widget=forms.RadioSelect,
        initial=ConsentAnswer.NOT_ASKED,
        error_messages={"required": _("Say what the family answered.")},
    )

    def offer(self, definition: FrontDoorDefinition) -> None:
        """Fill the lists from the definition."""
        source: Any = self.fields["source"]
        source.choices = [("", _("Choose")), *choices(definition.sources)]
        tier: Any = self.fields["tier"]
        tier.choices = [OPEN_TIER, *choices(definition.tiers)]

    def check_child(self, cleaned: dict[str, Any]) -> None:
        """The born have no due date, the unborn no date of birth; what is in the way is dropped, not kept."""
        if "unborn" not in cleaned:
            return
        cleaned["date_of_birth" if cleaned["unborn"] else "due_date"] = None
        born, due, received = (cleaned.get(name) for name in ("date_of_birth", "due_date", "received_on"))
        if born and today().year - born.year > OLDEST_YEARS:
            self.add_error("date_of_birth", _("This is more than 100 years ago. Check the year."))
        elif born and received and born > received:
            self.add_error("date_of_birth", _("The child was born after the contact: say that it was unborn."))
        if due and received and not timedelta(-60) <= due - received <= timedelta(LONGEST_PREGNANCY):
            self.add_error("due_date", _("No child is due on that day. Check the date."))
        if received and (today() - received).days > TWO_YEARS:
            self.add_error("received_on", _("This is more than two years away. Check the year."))


class ContactForm(ContactFields, RecordForm):
    """Written down while somebody tells it."""

    def __init__(self, *args: Any, definition: FrontDoorDefinition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(definition)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check_child(cleaned)
        return cleaned

    def told(self) -> dict[str, Any]:
        """The fields of the contact, its day apart."""
        return {name: self.cleaned_data[name] for name in TOLD}


class ContactCorrectionForm(ContactFields, EditForm):
    """The same, put right; ``changes()`` has what is new."""

    def __init__(self, *args: Any, definition: FrontDoorDefinition, contact: Contact, **kwargs: Any) -> None:
        self.contact = contact
        stands = {name: getattr(contact, name) for name in ("received_on", *TOLD)}
        kwargs.setdefault(
            "initial", {**stands, "unborn": UNBORN if contact.unborn else BORN, "version": contact.version}
        )
        super().__init__(*args, **kwargs)
        self.offer(definition)
        if not contact.is_open:
            del self.fields["tier"], self.fields["consent"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check_child(cleaned)
        return cleaned

    def changes(self) -> dict[str, Any]:
        """Fields of the contact with their new values, where they are new."""
        given = {name: self.cleaned_data[name] for name in ("received_on", *TOLD) if name in self.cleaned_data}
        return {name: value for name, value in given.items() if getattr(self.contact, name) != value}


class ContactDecisionForm(EditForm):
    """The outcome and the tier; consent where the outcome needs it."""

    outcome = forms.ChoiceField(
        label=_("What becomes of it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of it.")},
    )
    tier = forms.ChoiceField(
        label=_("Tier of the continuum"), widget=RadioTiles, error_messages={"required": _("Choose the tier.")}
    )
    consent = forms.ChoiceField(
        label=_("Does the family agree to help?"),
        choices=ConsentAnswer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what the family answered.")},
    )
    without_consent = CleanCharField(
        label=_("Lawful reason to go on without consent"),
        max_length=200,
        required=False,
        help_text=_("Only where the outcome needs consent and the family has not given it"),
    )
    why = CleanCharField(label=_("Why"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, definition: FrontDoorDefinition, contact: Contact, **kwargs: Any) -> None:
        stands = ("tier", "consent", "without_consent", "why", "version")
        given = {name: getattr(contact, name) for name in stands}
        kwargs.setdefault("initial", {**given, "outcome": contact.outcome})
        super().__init__(*args, **kwargs)
        offered = definition.decisions if contact.is_open else definition.outcomes
        outcome: Any = self.fields["outcome"]
        outcome.choices = choices(offered)
        tier: Any = self.fields["tier"]
        tier.choices = choices(definition.tiers)


class ContactReferralForm(RecordForm):
    """What a referral needs beyond the contact. The team that takes it asks for the rest."""

    source = forms.ChoiceField(label=_("Who refers"), error_messages={"required": _("Say who refers.")})
    given_name = CleanCharField(label=_("Given name of the mother"), max_length=100)
    family_name = CleanCharField(label=_("Family name of the mother"), max_length=100)
    date_of_birth = DateField(past=True, required=False, label=_("Date of birth of the mother"))
    already_born = pick(_("Is the child born?"), [("yes", _("Yes, born")), ("no", _("No, unborn"))])
    due_date = DateField(required=False, label=_("Due date, where the child is unborn"))
    born_on = DateField(past=True, required=False, label=_("Date of birth of the child"))
    reason = NoteField(label=_("Why you ask for help"), error_messages={"required": _("Say why you ask for help.")})
    consent = forms.ChoiceField(
        label=_("Does the family agree to this referral?"),
        choices=ConsentAnswer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what the family answered.")},
    )

    def __init__(self, *args: Any, definition: ServiceDefinition, contact: Contact, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _known_of(contact))
        super().__init__(*args, **kwargs)
        source: Any = self.fields["source"]
        source.choices = [("", _("Choose")), *choices(definition.referral_sources)]

    def clean(self) -> dict[str, Any]:
        """The day that belongs to the answer is needed; the other one is dropped."""
        cleaned = super().clean() or {}
        born = cleaned.get("already_born") == "yes"
        cleaned["due_date" if born else "born_on"] = None
        if born and not cleaned.get("born_on") and "born_on" not in self.errors:
            self.add_error("born_on", ValidationError(FILL_IN, code="required"))
        due, mother, child = (cleaned.get(name) for name in ("due_date", "date_of_birth", "born_on"))
        if due and not timedelta(-60) <= due - today() <= timedelta(LONGEST_PREGNANCY):
            self.add_error("due_date", _("No child is due on that day. Check the date."))
        if mother and today().year - mother.year > OLDEST_YEARS:
            self.add_error("date_of_birth", _("This is more than 100 years ago. Check the year."))
        if mother and child and mother >= child:
            self.add_error("born_on", _("The baby cannot be born before the mother."))
        return cleaned

    def told(self, by: Any) -> dict[str, Any]:
        """The fields of the referral, in the name of whoever sends it."""
        names = ("source", "given_name", "family_name", "date_of_birth", "due_date", "born_on", "reason", "consent")
        return {
            **{name: self.cleaned_data[name] for name in names},
            "due_date_source": "stated" if self.cleaned_data["due_date"] else "",
            "born_first_reason": str(_("Known through a contact at the front door"))
            if self.cleaned_data["born_on"]
            else "",
            "referrer_name": by.name,
            "referrer_agency": by.employer.name if by.employer else "",
        }


def _known_of(contact: Contact) -> dict[str, Any]:
    names = {"given_name": contact.given_name, "family_name": contact.family_name} if contact.unborn else {}
    return {
        **names,
        "already_born": "no" if contact.unborn else "yes",
        "due_date": contact.due_date,
        "born_on": contact.date_of_birth,
        "reason": contact.reason,
        "consent": contact.consent,
    }
