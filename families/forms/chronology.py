"""Entries of the chronology."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.forms.common import EditForm, RecordForm
from families.models.chronology import MOST_TEXT
from ui.fields import CleanCharField, DateField, NoteField


class ChronologyForm(RecordForm):
    """What happened, when, why it matters and where it is known from."""

    happened_on = DateField(label=_("When"), past=True)
    until = DateField(label=_("Until, for a period"), past=True, required=False)
    what = NoteField(
        label=_("What happened"), max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what happened")},
    )  # fmt: skip
    significance = NoteField(
        label=_("Why it matters"), max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why it matters")},
    )  # fmt: skip
    source = CleanCharField(
        label=_("Source"), help_text=_("Who said or wrote it, and when."), max_length=200,
        error_messages={"required": _("Say where this is known from")},
    )  # fmt: skip

    def as_arguments(self) -> dict[str, Any]:
        """What the actions ask for."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("key", "version")}


class ChronologyEditForm(ChronologyForm):
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class ChronologyRemoveForm(EditForm):
    """Why an entry is taken out."""

    why = CleanCharField(
        label=_("Why it is taken out"), max_length=200, error_messages={"required": _("Say why it is taken out")}
    )
