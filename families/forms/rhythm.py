"""How often a family is visited."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.forms.common import RecordForm, past_day
from ui.fields import CleanCharField


class RhythmForm(RecordForm):
    """Visits a week from a day on, and why."""

    per_week = forms.DecimalField(
        label=_("Visits a week"), help_text=_("Leave it empty to go back to what is usual."), required=False,
        min_value=0.1, max_value=14, max_digits=3, decimal_places=1,
    )  # fmt: skip
    from_day = past_day(label=_("From"))
    reason = CleanCharField(label=_("Why?"), max_length=200)

    def as_arguments(self) -> dict[str, Any]:
        """What the action asks for."""
        return {name: self.cleaned_data[name] for name in ("per_week", "from_day", "reason")}
