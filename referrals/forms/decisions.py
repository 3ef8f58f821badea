"""What a manager is asked when deciding, comparing, or filling a gap."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from families.definitions import ServiceDefinition
from families.forms.common import EditForm, RecordForm, choices, past_day
from referrals.forms.told import UNKNOWN, DueDateFields, SafetyFields, consent_field, today
from referrals.models import ConsentAnswer, MatchDecision, Referral
from referrals.rules import Missing
from ui.fields import CleanCharField, DateField
from ui.widgets import CheckboxTiles

WHY = 500


def _why(label: Any, *, required: bool, hint: Any = "") -> CleanCharField:
    return CleanCharField(
        label=label,
        required=required,
        max_length=WHY,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AcceptForm(RecordForm):
    """Asks only for what this referral needs: why in spite of a no, whom was asked about a hidden record."""

    why = _why(_("Note on the decision"), required=False)
    asked_about_hidden = CleanCharField(
        label=_("Whom you asked about the record that you may not open, and the answer"),
        required=False,
        max_length=200,
    )

    def __init__(self, *args: Any, refused: bool, hidden: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if refused:
            self.fields["why"].label = _("Why it is accepted although the family said no")
            self.fields["why"].required = True
        if not hidden:
            del self.fields["asked_about_hidden"]


class ScreenedForm(RecordForm):
    """A decision that may leave something of the screening open, where it says why."""

    without = CleanCharField(required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, missing: list[Missing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if missing:
            field = self.fields["without"]
            field.label, field.required = _("Why it is decided without what is not known"), True
            field.help_text = "; ".join(str(one.text) for one in missing)
            field.error_messages["required"] = _("Say why it is decided although something is not known.")
        else:
            del self.fields["without"]


class WaitForm(ScreenedForm):
    review_on = DateField(label=_("Look at it again on"), initial=lambda: today() + timedelta(days=14))
    why = _why(_("Why it has to wait"), required=True)


class DeclineForm(ScreenedForm):
    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)
    why = _why(_("More about it"), required=False, hint=_("Kept with the decision. The referrer does not read it."))

    def __init__(self, *args: Any, definition: ServiceDefinition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["reason"]
        field.choices = choices(definition.decline_reasons)


class RedirectForm(ScreenedForm):
    destination = CleanCharField(
        label=_("Where it goes"), max_length=120, help_text=_("The referrer is told this name.")
    )
    why = _why(_("Why it fits better there"), required=True)


class AcknowledgeForm(RecordForm):
    acknowledged_on = past_day(label=_("Acknowledged on"))


class CompareForm(RecordForm):
    """What the person on record is to the referral, and what to take over."""

    verdict = forms.ChoiceField(
        label=_("Is it the same person?"),
        choices=[
            (MatchDecision.Verdict.SAME, _("Yes, the same person")),
            (MatchDecision.Verdict.DIFFERENT, _("No, somebody else")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it is the same person.")},
    )
    take = forms.MultipleChoiceField(
        label=_("If it is the same person, take these over from the referral"),
        required=False,
        widget=CheckboxTiles,
        help_text=_("What the record holds now is kept with its dates. Another name is kept as an alias anyway."),
    )
    why = CleanCharField(
        label=_("Reason for your decision"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, takeable: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if takeable:
            field: Any = self.fields["take"]
            field.choices = takeable
        else:
            del self.fields["take"]


class CompleteForm(DueDateFields, SafetyFields, EditForm):
    """What was not known when the referral came, asked of the referrer by telephone."""

    consent = consent_field()
    mother_given_name = CleanCharField(label=_("Given name of the mother"), max_length=100, required=False)
    mother_family_name = CleanCharField(label=_("Family name of the mother"), max_length=100, required=False)

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        self.referral = referral
        kwargs.setdefault("initial", _now(referral))
        super().__init__(*args, **kwargs)
        if referral.client_kind != "partner":
            del self.fields["mother_given_name"], self.fields["mother_family_name"]

    def clean(self) -> dict[str, Any]:
        """The same rules as when it was sent, on the day when it is told."""
        cleaned = super().clean() or {}
        cleaned.update(self.due_date_of(cleaned, self.referral.born_on or today()))
        cleaned.update(self.safety_of(cleaned))
        if cleaned.get("consent") == ConsentAnswer.NOT_ASKED != self.referral.consent:
            raise ValidationError({"consent": _("An answer has been recorded. It cannot become unasked.")})
        return cleaned

    def changes(self) -> dict[str, Any]:
        """Fields of the referral with their new values, where they are new."""
        names = (
            "consent", "due_date", "due_date_source", "due_date_basis_on", "due_date_gestation_days",
            "safety_asked", "safe_channels", "safe_times", "safety", "never_alone",
            "mother_given_name", "mother_family_name",
        )  # fmt: skip
        given = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        return {name: value for name, value in given.items() if getattr(self.referral, name) != value}


def _now(referral: Referral) -> dict[str, Any]:
    """The form as the referral stands."""
    return {
        "version": referral.version,
        "consent": referral.consent,
        "safety_asked": "yes" if referral.safety_asked else "no",
        "safe_channels": referral.safe_channels,
        "safe_times": referral.safe_times,
        "safety": referral.safety,
        "never_alone": referral.never_alone,
        "due_date_source": referral.due_date_source or UNKNOWN,
        "scanned_on": referral.due_date_basis_on if referral.due_date_gestation_days is not None else None,
        "gestation": referral.due_date_gestation_days,
        "period_on": referral.due_date_basis_on if referral.due_date_gestation_days is None else None,
        "stated_on": referral.due_date if referral.due_date_source == "stated" else None,
        "mother_given_name": referral.mother_given_name,
        "mother_family_name": referral.mother_family_name,
    }
