"""Putting somebody under a status, and ending it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.definitions import ServiceDefinition
from families.forms.common import RecordForm, by_id, choices, past_day, pick
from families.models import Person
from families.reading.people import OfCase
from ui.fields import DateField
from ui.widgets import CheckboxTiles


class StatusForm(RecordForm):
    """Whom, what, and from when."""

    person = pick(_("Who"), [])
    kind = forms.ChoiceField(label=_("Status"))
    categories = forms.MultipleChoiceField(
        label=_("Categories"),
        required=False,
        widget=CheckboxTiles,
        help_text=_("For the register: one or more."),
    )
    starts = past_day(label=_("From"))
    ends = DateField(past=True, required=False, label=_("Until"), help_text=_("The last day, if it is over."))

    def __init__(self, *args: Any, people: list[OfCase], definition: ServiceDefinition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = [one.person for one in people]
        self.fields["person"].choices = [(one.person.pk, one.name) for one in people]  # type: ignore[attr-defined]
        known = choices(definition.statuses)
        self.fields["kind"].choices = [("", _("Choose a status")), *known]  # type: ignore[attr-defined]
        found = {one.key: one for status in definition.statuses for one in status.categories}
        self.fields["categories"].choices = choices(found.values())  # type: ignore[attr-defined]

    @property
    def whom(self) -> Person:
        """The person who was chosen."""
        return by_id(self._people, self.cleaned_data["person"])


class StatusEndForm(RecordForm):
    """The last day on which it held."""

    ends = past_day(label=_("Last day on which it held"))
