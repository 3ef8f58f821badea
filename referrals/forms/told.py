"""The parts of a referral that more than one form asks for: the due date, safety of contact, consent."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families import gestation
from families.forms.common import pick
from families.gestation import Gestation, GestationError
from families.models import DueDateEstimate
from families.models.choices import Channel
from referrals.models import ConsentAnswer
from ui.fields import CleanCharField, DateField, GestationField
from ui.widgets import CheckboxTiles, RadioTiles

METHOD = DueDateEstimate.Method
UNKNOWN = "unknown"
SAFE_WAYS = (Channel.CALL, Channel.TEXT, Channel.VOICEMAIL, Channel.POST)
NEEDED: dict[str, tuple[str, ...]] = {
    METHOD.SCAN: ("scanned_on", "gestation"),
    METHOD.LMP: ("period_on",),
    METHOD.STATED: ("stated_on",),
}
FILL_IN = _("Fill this in for the way that you chose.")


class DueDateFields(forms.Form):
    """How the due date is known; what is counted from it has to be possible."""

    due_date_source = pick(
        _("How is the due date known?"),
        [
            (METHOD.SCAN, _("Scan")),
            (METHOD.LMP, _("Last period")),
            (METHOD.STATED, _("Told to us")),
            (UNKNOWN, _("Not known yet")),
        ],
        error_messages={"required": _("Say how the due date is known.")},
    )
    scanned_on = DateField(past=True, required=False, label=_("Day of the scan"))
    gestation = GestationField(
        required=False, label=_("Gestation at the scan"), help_text=_("Weeks and days, such as 12+3")
    )
    period_on = DateField(past=True, required=False, label=_("First day of the last period"))
    stated_on = DateField(required=False, label=_("Due date"))

    def due_date_of(self, cleaned: dict[str, Any], known_on: date) -> dict[str, Any]:
        """The due date with what it rests on; errors stand at the field that it was counted from."""
        method = cleaned.get("due_date_source", "")
        names = NEEDED.get(method, ())
        empty = {
            "due_date": None, "due_date_source": "", "due_date_basis_on": None, "due_date_gestation_days": None,
        }  # fmt: skip
        lacking = [name for name in names if cleaned.get(name) is None]
        for name in lacking:
            if name not in self.errors:
                self.add_error(name, ValidationError(FILL_IN, code="required"))
        if lacking or not names:
            return empty
        try:
            return {"due_date_source": method, **_counted(method, cleaned, known_on)}
        except GestationError as impossible:
            self.add_error(names[0], ValidationError(_(str(impossible)), code="impossible"))
            return empty


class SafetyFields(forms.Form):
    """Which ways of contact are safe. Not asked is an answer, and never the same as safe."""

    safety_asked = forms.TypedChoiceField(
        label=_("Has somebody asked which ways of contact are safe?"),
        choices=[("yes", _("Yes, asked")), ("no", _("Not asked yet"))],
        coerce=lambda value: value == "yes",
        widget=RadioTiles,
        error_messages={"required": _("Say whether safe contact has been asked about.")},
    )
    safe_channels = forms.MultipleChoiceField(
        label=_("These ways are safe"),
        choices=[(one.value, one.label) for one in SAFE_WAYS],
        required=False,
        widget=CheckboxTiles,
        help_text=_("Leave out any that somebody else could see or hear."),
    )
    safe_times = CleanCharField(
        label=_("Safe times"), required=False, max_length=120, help_text=_("Such as: before 3pm")
    )
    safety = CleanCharField(
        label=_("What must be known before anybody calls or visits"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    never_alone = forms.BooleanField(label=_("Never visit alone"), required=False)

    def safety_of(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """Safe ways only where they were asked about."""
        asked = bool(cleaned.get("safety_asked"))
        return {
            "safety_asked": asked,
            "safe_channels": cleaned.get("safe_channels") if asked else [],
            "safe_times": cleaned.get("safe_times", "") if asked else "",
            "safety": cleaned.get("safety", ""),
            "never_alone": bool(cleaned.get("never_alone")),
        }


def consent_field() -> forms.ChoiceField:
    """The family's answer, one below the other: the words matter."""
    return forms.ChoiceField(
        label=_("Does the family agree to this referral?"),
        choices=ConsentAnswer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what the family answered.")},
    )


def today() -> date:
    return timezone.localdate()


def _counted(method: str, cleaned: dict[str, Any], known_on: date) -> dict[str, Any]:
    """Raises ``GestationError`` for what cannot be on the day when it became known."""
    if method == METHOD.LMP:
        basis = cleaned["period_on"]
        gestation.check_period(basis, known_on)
        return _row(gestation.due_date_from_period(basis), basis)
    if method == METHOD.SCAN:
        basis, at_scan = cleaned["scanned_on"], Gestation(cleaned["gestation"])
        gestation.check_scan(basis, at_scan, known_on)
        return _row(gestation.due_date_from_scan(basis, at_scan), basis, at_scan.days)
    gestation.check_due_date(cleaned["stated_on"], known_on)
    return _row(cleaned["stated_on"])


def _row(due: date, basis: date | None = None, days: int | None = None) -> dict[str, Any]:
    return {"due_date": due, "due_date_basis_on": basis, "due_date_gestation_days": days}
