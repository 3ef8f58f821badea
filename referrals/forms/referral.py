"""A referral as a partner agency sends it: what is known at booking, and nothing more."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from families import gestation, postcodes
from families.definitions import ServiceDefinition
from families.definitions.schema import Choice
from families.forms.common import RecordForm, choices, pick, yes_no
from families.forms.people import LANGUAGES, NhsNumberField
from families.models.choices import YesNoUnknown
from referrals.forms.told import DueDateFields, SafetyFields, consent_field, today
from referrals.models import CareLeaver, ClientKind
from referrals.rules import is_late_booking
from ui.fields import CleanCharField, DateField, NoteField

OLDEST_CLIENT, MOST_BABIES = 100, 6
EARLIEST_BIRTH = 140  # days of gestation: 20+0, the earliest at which a birth is recorded
TOLD = (
    "client_kind", "given_name", "family_name", "date_of_birth", "nhs_number", "address", "postcode",
    "no_fixed_abode", "phone", "language", "interpreter_needed", "fetuses", "booked_on", "late_booking_key",
    "late_booking_reason", "concealed", "concealment_key", "born_on", "born_first_reason", "mother_given_name",
    "mother_family_name", "mother_date_of_birth", "care_leaver", "reason", "consent", "source", "referrer_name",
    "referrer_agency",
)  # fmt: skip


class PhoneNumberField(CleanCharField):
    """A phone number as people write it; digits, spaces and ``+()-`` alone."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        digits = sum(c.isdigit() for c in text)
        if text and (not 7 <= digits <= 15 or not all(c.isdigit() or c in " +()-" for c in text)):
            raise ValidationError(_("Write a phone number, such as 07700 900982."), code="phone")
        return text


class PostcodeField(CleanCharField):
    """A postcode of the United Kingdom, kept as ``SA1 3SN``."""

    def to_python(self, value: Any) -> str:
        try:
            return postcodes.normalise(super().to_python(value))
        except postcodes.WrongPostcode as wrong:
            raise ValidationError(_("This is not a postcode such as SA1 3SN."), code="postcode") from wrong


class ReferralForm(DueDateFields, SafetyFields, RecordForm):
    """``told()`` gives the fields of a referral once the form is valid. Errors are listed as the page asks."""

    field_order = [
        "key", "received_on", "client_kind", "given_name", "family_name", "date_of_birth", "nhs_number",
        "mother_given_name", "mother_family_name", "mother_date_of_birth", "phone", "safety_asked", "safe_channels",
        "safe_times", "safety", "never_alone", "address", "postcode", "no_fixed_abode", "language",
        "interpreter_needed", "due_date_source", "scanned_on", "gestation", "period_on", "stated_on", "fetuses",
        "already_born", "born_on", "born_first_reason", "booked_on", "late_booking_key", "late_booking_reason",
        "concealed", "concealment_key", "reason", "care_leaver", "consent",
    ]  # fmt: skip

    client_kind = pick(
        _("Who is the help for?"), ClientKind.choices, error_messages={"required": _("Say who the help is for.")}
    )
    given_name = CleanCharField(label=_("Given name"), max_length=100)
    family_name = CleanCharField(label=_("Family name"), max_length=100)
    date_of_birth = DateField(past=True, required=False, label=_("Date of birth"))
    nhs_number = NhsNumberField()
    mother_given_name = CleanCharField(label=_("Her given name"), max_length=100, required=False)
    mother_family_name = CleanCharField(label=_("Her family name"), max_length=100, required=False)
    mother_date_of_birth = DateField(past=True, required=False, label=_("Her date of birth"))
    address = CleanCharField(label=_("Address"), max_length=250, required=False)
    postcode = PostcodeField(label=_("Postcode"), required=False)
    no_fixed_abode = forms.BooleanField(label=_("No fixed abode"), required=False)
    phone = PhoneNumberField(label=_("Phone"), max_length=30, required=False)
    language = forms.ChoiceField(label=_("Language of choice"), choices=LANGUAGES, required=False)
    interpreter_needed = pick(_("Interpreter needed"), YesNoUnknown.choices, initial=YesNoUnknown.UNKNOWN)
    already_born = yes_no(
        _("Has the baby been born already?"),
        initial="no",
        error_messages={"required": _("Say whether the baby has been born.")},
    )
    born_on = DateField(past=True, required=False, label=_("Born on"))
    born_first_reason = CleanCharField(
        label=_("Why the baby came before the referral"),
        max_length=200,
        required=False,
        help_text=_("Such as a concealed pregnancy, or no antenatal care"),
    )
    fetuses = forms.IntegerField(
        label=_("How many babies"), min_value=1, max_value=MOST_BABIES, initial=1,
        error_messages={"invalid": _("Write a number, such as 1.")},
    )  # fmt: skip
    booked_on = DateField(past=True, required=False, label=_("Day of the booking appointment"))
    late_booking_key = forms.ChoiceField(label=_("Why the booking was late"), required=False)
    late_booking_reason = CleanCharField(label=_("More about the late booking"), max_length=140, required=False)
    concealed = forms.BooleanField(label=_("The pregnancy was concealed"), required=False)
    concealment_key = forms.ChoiceField(label=_("Why it was concealed, where that is known"), required=False)
    care_leaver = pick(_("Has this person been in care?"), CareLeaver.choices, initial=CareLeaver.NOT_ASKED)
    reason = NoteField(
        label=_("Why you ask for help"),
        help_text=_("What worries you, what works well, who else is helping"),
        error_messages={"required": _("Say why you ask for help.")},
    )
    consent = consent_field()
    source = forms.ChoiceField(label=_("You are"), error_messages={"required": _("Say who refers.")})
    referrer_name = CleanCharField(label=_("Your name"), max_length=120, required=False)
    referrer_agency = CleanCharField(
        label=_("Your team or agency"), max_length=120, required=False, help_text=_("Such as: Townhill clinic")
    )

    def __init__(self, *args: Any, definition: ServiceDefinition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition
        source: Any = self.fields["source"]
        source.choices = [("", _("Choose")), *choices(definition.referral_sources)]
        self._offer("late_booking_key", definition.late_booking_reasons)
        self._offer("concealment_key", definition.concealment_reasons)
        if "late_booking_key" not in self.fields:
            self.fields["late_booking_reason"].label = _("Why the booking was late")

    def clean(self) -> dict[str, Any]:
        """What cannot be is refused; what is not known yet may stay open, and is asked for later."""
        cleaned = super().clean() or {}
        if not cleaned.get("already_born"):
            cleaned["born_on"], cleaned["born_first_reason"] = None, ""
        self._check_people(cleaned)
        self._check_birth(cleaned)
        cleaned.update(self.due_date_of(cleaned, cleaned.get("born_on") or today()))
        cleaned.update(self.safety_of(cleaned))
        self._check_gestation_at_birth(cleaned)
        self._check_booking(cleaned)
        self._check_referrer(cleaned)
        if not cleaned.get("concealed"):
            cleaned["concealment_key"] = ""
        return cleaned

    def told(self) -> dict[str, Any]:
        """The fields of the referral."""
        due = ("due_date", "due_date_source", "due_date_basis_on", "due_date_gestation_days")
        safety = ("safety_asked", "safe_channels", "safe_times", "safety", "never_alone")
        told = {name: self.cleaned_data.get(name, "") for name in (*TOLD, *due, *safety)}
        return {**told, "late_booking_reason": self._late_booking()}

    def _offer(self, name: str, reasons: tuple[Choice, ...]) -> None:
        """The service's own list; without one, words alone are asked for."""
        field: Any = self.fields[name]
        field.choices = [("", _("Choose")), *choices(reasons)]
        if not reasons:
            del self.fields[name]

    def _late_booking(self) -> str:
        """The reason in the words of the list, then what was added, as one text that everybody reads."""
        labels = dict(choices(self.definition.late_booking_reasons))
        parts = (
            labels.get(self.cleaned_data.get("late_booking_key", ""), ""),
            self.cleaned_data["late_booking_reason"],
        )
        return ": ".join(part for part in parts if part)[:200]

    def _check_referrer(self, cleaned: dict[str, Any]) -> None:
        """A family that asks for itself needs nobody else's name."""
        family = {one.key for one in self.definition.referral_sources if one.is_family}
        if cleaned.get("referrer_name") or "referrer_name" in self.errors:
            return
        if cleaned.get("source") in family:
            cleaned["referrer_name"] = f"{cleaned.get('given_name', '')} {cleaned.get('family_name', '')}".strip()[:120]
        else:
            label = self.fields["referrer_name"].label
            self.add_error("referrer_name", _("Fill in “%(label)s”") % {"label": label})

    def _check_people(self, cleaned: dict[str, Any]) -> None:
        for name in ("date_of_birth", "mother_date_of_birth"):
            born = cleaned.get(name)
            if born and today().year - born.year > OLDEST_CLIENT:
                self.add_error(name, _("This is more than 100 years ago. Check the year."))
        if cleaned.get("client_kind") == ClientKind.MOTHER:
            cleaned.update(mother_given_name="", mother_family_name="", mother_date_of_birth=None)
        elif (
            cleaned.get("client_kind")
            and not cleaned.get("mother_family_name")
            and "mother_family_name" not in self.errors
        ):
            self.add_error("mother_family_name", _("Name the mother, so that the two families become one."))

    def _check_birth(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("already_born") or "born_on" in self.errors:
            return
        born = cleaned.get("born_on")
        if not born:
            self.add_error("born_on", _("Enter the day on which the baby was born."))
            return
        oldest = self.definition.eligibility.child_age_below_months
        if oldest is not None and (today() - born).days > oldest * 31:
            self.add_error("born_on", _("The child is older than the service is for. Check the year."))
        mother = "mother_date_of_birth" if cleaned.get("mother_family_name") else "date_of_birth"
        if cleaned.get(mother) and cleaned[mother] >= born:
            self.add_error("born_on", _("The baby cannot be born before the mother."))
        if born < today() and not cleaned.get("born_first_reason"):
            self.add_error("born_first_reason", _("Say why the baby came before the referral."))

    def _check_gestation_at_birth(self, cleaned: dict[str, Any]) -> None:
        born, due = cleaned.get("born_on"), cleaned.get("due_date")
        if born and due and gestation.gestation_days_on(born, due) < EARLIEST_BIRTH:
            self.add_error("born_on", _("With this due date the baby would be born before 20 weeks. Check both dates."))

    def _check_booking(self, cleaned: dict[str, Any]) -> None:
        booked, due = cleaned.get("booked_on"), cleaned.get("due_date")
        if not booked or not due:
            return
        if gestation.gestation_days_on(booked, due) < 0:
            self.add_error("booked_on", _("With this due date the booking came before the pregnancy."))
        elif is_late_booking(due, booked, self.definition) and not self._why_late(cleaned):
            first = "late_booking_key" if "late_booking_key" in self.fields else "late_booking_reason"
            self.add_error(first, _("The booking was late. Say why."))

    def _why_late(self, cleaned: dict[str, Any]) -> bool:
        return bool(cleaned.get("late_booking_key") or cleaned.get("late_booking_reason"))


class PhonedReferralForm(ReferralForm):
    """The same, written down by a manager while somebody tells it by telephone."""

    received_on = DateField(past=True, label=_("Day of the call"), initial=today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].label = _("Who refers")
        self.fields["referrer_name"].label = _("Name of whoever rang")
        self.fields["referrer_agency"].label = _("Their team or agency")

    def clean(self) -> dict[str, Any]:
        """As the referrer's form; nobody is born after the call."""
        cleaned = super().clean()
        received, born = cleaned.get("received_on"), cleaned.get("born_on")
        if received and received < date(2015, 1, 1):
            self.add_error("received_on", _("Check the year."))
        if received and born and born > received:
            self.add_error("born_on", _("The baby was born after the call: refer it as expected."))
        return cleaned
