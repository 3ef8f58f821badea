"""A goal in the family's own words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.forms.common import RecordForm, past_day
from ui.fields import CleanCharField, DateField


class GoalForm(RecordForm):
    """The goal, how the family puts it, and what comes next."""

    their_words = CleanCharField(
        label=_("In the family's own words"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    title = CleanCharField(
        label=_("The goal in short"), max_length=120, error_messages={"required": _("Give the goal a short name")}
    )
    next_step = CleanCharField(label=_("Next step"), required=False, max_length=200)
    agreed_on = past_day(label=_("Agreed on"))

    def as_arguments(self) -> dict[str, Any]:
        """What the actions ask for."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("key", "version")}


class GoalEditForm(GoalForm):
    """A goal that may by now be reached, or dropped."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reached_on = DateField(label=_("Reached on"), past=True, required=False)
    dropped_on = DateField(label=_("Dropped on"), past=True, required=False)
