"""What a worker must know before a visit or a call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.forms.common import EditForm, RecordForm, by_id, past_day
from families.models import Person
from families.reading.people import OfCase
from ui.fields import CleanCharField, DateField

TEXT = _("What to know, and what to do")


class SafetyForm(RecordForm):
    """A new flag."""

    text = CleanCharField(label=TEXT, max_length=200)
    lone_worker = forms.BooleanField(required=False, label=_("Never visit alone"))
    person = forms.ChoiceField(required=False, label=_("About"))
    agreed_on = past_day(label=_("Agreed on"))
    review_on = DateField(label=_("Look again by"))

    def __init__(self, *args: Any, people: list[OfCase], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = [one.person for one in people]
        known = [(one.person.pk, one.name) for one in people]
        self.fields["person"].choices = [("", _("The whole family")), *known]  # type: ignore[attr-defined]

    @property
    def about(self) -> Person | None:
        chosen = self.cleaned_data["person"]
        return by_id(self._people, chosen) if chosen else None


class SafetyEditForm(EditForm):
    """The same flag, looked at again."""

    text = CleanCharField(label=TEXT, max_length=200)
    lone_worker = forms.BooleanField(required=False, label=_("Never visit alone"))
    review_on = DateField(label=_("Look again by"))
    ended_on = DateField(past=True, required=False, label=_("No longer needed since"))
