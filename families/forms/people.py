"""Who somebody is: checked as people write it, kept in one form."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from families import nhs_numbers, postcodes
from families.definitions import ServiceDefinition
from families.definitions.schema import Question
from families.forms.common import EditForm, RecordForm, choices, past_day, pick, words
from families.models import PersonFact, PersonName
from families.models.choices import Answer, Channel, YesNoUnknown
from ui.fields import CleanCharField, DateField

LANGUAGES = (
    ("", _("Not asked yet")), ("cy", "Cymraeg"), ("en", "English"), ("bsl", "BSL"), ("ar", "العربية"),
    ("bn", "বাংলা"), ("pl", "Polski"), ("ro", "Română"), ("uk", "Українська"), ("other", _("Another language")),
)  # fmt: skip


class NhsNumberField(CleanCharField):
    """An NHS number as it is written, as its ten digits; the check digit must fit."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("NHS number"), help_text=_("10 digits, such as 999 000 0050"), required=False)

    def to_python(self, value: Any) -> str:
        """The digits; ValidationError says which rule the number breaks."""
        try:
            return nhs_numbers.normalise(super().to_python(value))
        except nhs_numbers.WrongNhsNumber as wrong:
            raise ValidationError(_(str(wrong)), code="nhs_number") from wrong


class PersonForm(EditForm):
    """What one person's row holds; names, addresses and channels have dates of their own."""

    nhs_number = NhsNumberField()
    nhs_number_verified = forms.BooleanField(required=False, label=_("Checked against the national register"))
    date_of_birth = DateField(past=True, required=False, label=_("Date of birth"))
    language = forms.ChoiceField(required=False, choices=LANGUAGES, label=_("Language of choice"))
    interpreter_needed = pick(_("Interpreter needed"), YesNoUnknown.choices)
    care_leaver = pick(
        _("Care leaver"),
        [
            ("yes", _("Yes")),
            ("no", _("No")),
            (Answer.PREFER_NOT_TO_SAY, _("Prefers not to say")),
            (Answer.NOT_ASKED, _("Not asked")),
        ],
    )

    def clean(self) -> dict[str, Any]:
        """Only a number that is there can be checked."""
        cleaned = super().clean() or {}
        if cleaned.get("nhs_number_verified") and not cleaned.get("nhs_number") and "nhs_number" not in self.errors:
            self.add_error("nhs_number", _("Enter the number that was checked."))
        return cleaned

    def changes(self) -> dict[str, Any]:
        """The fields of the row; yes and no are answers, the rest are silences."""
        given = dict(self.cleaned_data)
        given.pop("version")
        answered = given["care_leaver"] in ("yes", "no")
        given["care_leaver_answer"] = Answer.GIVEN if answered else given["care_leaver"]
        given["care_leaver"] = given["care_leaver"] if answered else ""
        return given


class NameForm(RecordForm):
    """A name from a day on."""

    kind = pick(_("Kind of name"), PersonName.Kind.choices)
    given_name = CleanCharField(required=False, label=_("Given name"), max_length=100)
    family_name = CleanCharField(required=False, label=_("Family name"), max_length=100)
    from_day = past_day(label=_("From"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("given_name") and not cleaned.get("family_name") and not self.errors:
            self.add_error("given_name", _("Enter a name."))
        return cleaned


class AddressForm(RecordForm):
    """An address from a day on, or none."""

    no_fixed_abode = forms.BooleanField(required=False, label=_("No fixed abode"))
    lines = CleanCharField(required=False, label=_("Address"), max_length=250)
    postcode = CleanCharField(required=False, label=_("Postcode"), max_length=12)
    uprn = CleanCharField(
        required=False, label=_("UPRN"), help_text=_("The property’s number, up to 12 digits."), max_length=20
    )
    confidential = forms.BooleanField(required=False, label=_("Must not be disclosed to anybody in the family"))
    from_day = past_day(label=_("Lives there since"))

    def clean_postcode(self) -> str:
        """The postcode in its one form, such as SA1 3SN."""
        return self._in_form(postcodes.normalise, "postcode")

    def clean_uprn(self) -> str:
        """Up to twelve digits."""
        return self._in_form(postcodes.normalise_uprn, "uprn")

    def clean(self) -> dict[str, Any]:
        """An address, or the words that there is none."""
        cleaned = super().clean() or {}
        said = cleaned.get("lines") or cleaned.get("postcode") or cleaned.get("no_fixed_abode")
        if not said and not self.errors:
            self.add_error("lines", _("Enter an address, or tick no fixed abode."))
        return cleaned

    def _in_form(self, normalise: Any, name: str) -> str:
        try:
            return str(normalise(self.cleaned_data[name]))
        except ValueError as wrong:
            raise ValidationError(_(str(wrong))) from wrong


class ChannelForm(RecordForm):
    """A way of reaching somebody, and whether it is safe."""

    channel = pick(_("How"), Channel.choices)
    value = CleanCharField(required=False, label=_("Number or address"), max_length=254)
    safe = pick(_("Safe to use?"), YesNoUnknown.choices)
    safe_times = CleanCharField(
        required=False, label=_("Safe times"), help_text=_("Such as between 9 and 12."), max_length=120
    )
    note = CleanCharField(required=False, label=_("Note"), max_length=200)
    from_day = past_day(label=_("Known since"))


class ChannelEndForm(RecordForm):
    """The last day on which it could be used."""

    ends = past_day(label=_("Last day in use"))


class FactsForm(RecordForm):
    """Every monitoring question of the service; each silence is an answer of its own."""

    def __init__(self, *args: Any, definition: ServiceDefinition, known: dict[str, PersonFact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._questions = definition.monitoring
        for question in self._questions:
            self.fields[question.key] = _question_field(question, known.get(question.key))
        self._known = known

    def answers(self) -> list[tuple[str, str, str]]:
        """(question, how it was met, value) of those that differ from what is known."""
        found = [(one.key, *_as_answer(self.cleaned_data[one.key])) for one in self._questions]
        return [row for row in found if row[1:] != _answer_of(self._known.get(row[0]))]


class MemberForm(RecordForm):
    """Somebody new in the family."""

    given_name = CleanCharField(label=_("Given name"), max_length=100)
    family_name = CleanCharField(required=False, label=_("Family name"), max_length=100)
    relation = forms.ChoiceField(label=_("Part in the family"))
    date_of_birth = DateField(past=True, required=False, label=_("Date of birth"))
    in_household = forms.BooleanField(required=False, initial=True, label=_("Lives in the household"))
    from_day = past_day(label=_("Part of the family since"))

    def __init__(self, *args: Any, definition: ServiceDefinition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = choices(definition.relations)
        self.fields["relation"].choices = [("", _("Choose one")), *known]  # type: ignore[attr-defined]


class KeptApartForm(EditForm):
    """Whether a worker sees only the side that they are named on."""

    parents_kept_apart = forms.BooleanField(required=False, label=_("Keep the parents apart"))


def _question_field(question: Question, known: PersonFact | None) -> forms.ChoiceField:
    silences = [(Answer.PREFER_NOT_TO_SAY, _("Prefers not to say")), (Answer.NOT_ASKED, _("Not asked"))]
    answer, value = _answer_of(known)
    return pick(words(question.label), [*choices(question.answers), *silences], initial=value or answer)


def _answer_of(known: PersonFact | None) -> tuple[str, str]:
    return (known.answer, known.value) if known else (Answer.NOT_ASKED.value, "")


def _as_answer(chosen: str) -> tuple[str, str]:
    silent = chosen in (Answer.PREFER_NOT_TO_SAY, Answer.NOT_ASKED)
    return (chosen, "") if silent else (Answer.GIVEN.value, chosen)
