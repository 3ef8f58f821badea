"""Somebody of another agency."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.definitions import ServiceDefinition
from families.forms.common import RecordForm, choices, past_day
from ui.fields import CleanCharField, DateField


class AgencyContactForm(RecordForm):
    """Who they are, where from, and how to reach them."""

    role = forms.ChoiceField(label=_("Role"), error_messages={"required": _("Choose their role")})
    name = CleanCharField(label=_("Name"), required=False, max_length=120)
    organisation = CleanCharField(label=_("Organisation"), required=False, max_length=120)
    phone = CleanCharField(label=_("Telephone"), required=False, max_length=40)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("Write an e-mail address such as name@example.org")},
    )
    starts = past_day(label=_("Since"))

    def __init__(self, *args: Any, definition: ServiceDefinition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = choices(definition.agency_roles)
        self.fields["role"].choices = [("", _("Choose")), *offered]  # type: ignore[attr-defined]

    def as_arguments(self) -> dict[str, Any]:
        """What the actions ask for."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("key", "version")}


class AgencyContactEditForm(AgencyContactForm):
    """The same, who may by now have left."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    ends = DateField(label=_("Until, if they have left"), past=True, required=False)
