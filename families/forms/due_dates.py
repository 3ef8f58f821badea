"""What a due date rests on: the last period, a scan, or what somebody was told."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families.forms.common import RecordForm, pick
from families.gestation import Gestation
from families.models import DueDateEstimate
from ui.fields import DateField, GestationField

METHOD = DueDateEstimate.Method


class DueDateForm(RecordForm):
    """One way of knowing, with the days that it needs."""

    method = pick(
        _("How is the due date known?"),
        [(METHOD.SCAN, _("Scan")), (METHOD.LMP, _("Last period")), (METHOD.STATED, _("Told to us"))],
    )
    scanned_on = DateField(past=True, required=False, label=_("Day of the scan"))
    gestation = GestationField(
        required=False, label=_("Gestation at the scan"), help_text=_("Weeks and days, such as 12+3")
    )
    period_on = DateField(past=True, required=False, label=_("First day of the last period"))
    due_date = DateField(required=False, label=_("Due date as told to us"))

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen way needs, and for nothing else."""
        cleaned = super().clean() or {}
        for name in _NEEDED.get(cleaned.get("method", ""), ()):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Fill in “%(label)s”") % {"label": self.fields[name].label})
        return cleaned

    def refuse(self, broken: Any) -> None:
        """A date that cannot be stands at the field from which it was counted."""
        if broken.field == "due_date":
            broken.field = _NEEDED[self.cleaned_data["method"]][0]
        super().refuse(broken)

    def as_arguments(self) -> dict[str, Any]:
        """What ``record_due_date`` is told."""
        given = self.cleaned_data
        days: dict[str, date | None] = {METHOD.SCAN: given["scanned_on"], METHOD.LMP: given["period_on"]}
        scan = given["method"] == METHOD.SCAN
        return {
            "method": given["method"],
            "recorded_on": timezone.localdate(),
            "basis_on": days.get(given["method"]),
            "scan_gestation": Gestation(given["gestation"]) if scan else None,
            "stated": given["due_date"] if given["method"] == METHOD.STATED else None,
        }


_NEEDED: dict[str, tuple[str, ...]] = {
    METHOD.SCAN: ("scanned_on", "gestation"),
    METHOD.LMP: ("period_on",),
    METHOD.STATED: ("due_date",),
}
