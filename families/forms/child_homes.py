"""With whom a child lives."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.definitions import ServiceDefinition
from families.forms.common import EditForm, choices, past_day
from families.forms.separations import ChildForm
from ui.fields import CleanCharField
from ui.forms import Form


class _HomeFields(Form):
    """Where the parents are kept apart, no name or place: each side reads what the other wrote here."""

    since = past_day(label=_("Since"))
    carer = forms.ChoiceField(label=_("With whom does the child live?"))
    who = CleanCharField(
        required=False, label=_("Name or place, if it helps"), max_length=120,
        help_text=_("Never an address that the other parent must not know."),
    )  # fmt: skip

    def __init__(self, *args: Any, definition: ServiceDefinition, kept_apart: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kept_apart:
            del self.fields["who"]
        self.fields["carer"].choices = [("", _("Choose")), *choices(definition.carers)]  # type: ignore[attr-defined]

    def as_arguments(self) -> dict[str, Any]:
        """What the actions take."""
        return {name: self.cleaned_data[name] for name in ("since", "carer", "who") if name in self.fields}


class HomeForm(_HomeFields, ChildForm):
    """Where one of the children lives from a day on."""


class HomeEditForm(_HomeFields, EditForm):
    """The same, put right."""
