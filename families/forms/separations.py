"""A child apart from its parents, home again, or handed over to another service."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from families.definitions import ServiceDefinition
from families.forms.common import EditForm, RecordForm, by_id, choices, past_day, pick
from families.models import Child, Separation
from ui.fields import CleanCharField, NoteField
from ui.forms import Form


class ChildForm(RecordForm):
    """About one of the children of a case."""

    child = pick(_("Child"), [])

    def __init__(self, *args: Any, children: list[tuple[Child, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._children = [child for child, _name in children]
        self.fields["child"].choices = [(child.pk, name) for child, name in children]  # type: ignore[attr-defined]
        if len(children) == 1:
            self.fields["child"].initial = children[0][0].pk

    @property
    def whom(self) -> Child:
        """The child who was chosen."""
        return by_id(self._children, self.cleaned_data["child"])


class _SeparationFields(Form):
    """On which day, on what ground, to whom."""

    separated_on = past_day(label=_("Day of the separation"), initial=None)
    basis = forms.ChoiceField(label=_("Legal basis"))
    carer = forms.ChoiceField(label=_("With whom the child lives now"))
    from_all_resident_parents = forms.BooleanField(
        required=False, initial=True, label=_("From every birth parent the child lived with")
    )
    never_went_home = forms.BooleanField(required=False, label=_("The child has never been home since birth"))

    def __init__(self, *args: Any, definition: ServiceDefinition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bases = choices(definition.separation_bases)
        carers = choices(one for one in definition.carers if not one.parent)
        self.fields["basis"].choices = [("", _("Choose a legal basis")), *bases]  # type: ignore[attr-defined]
        self.fields["carer"].choices = [("", _("Choose a carer")), *carers]  # type: ignore[attr-defined]


class SeparationForm(_SeparationFields, ChildForm):
    """A separation of one of the children."""


class SeparationEditForm(_SeparationFields, EditForm):
    """The same, put right."""

    CHANGED = ("separated_on", "basis", "carer", "from_all_resident_parents", "never_went_home")


class ReturnForm(RecordForm):
    """From which separation the child came home, when, and to whom."""

    separation = pick(_("Which child"), [])
    returned_on = past_day(label=_("Day of the return home"), initial=None)
    carer = forms.ChoiceField(required=False, label=_("With whom the child lives now"))
    to_whom = CleanCharField(required=False, label=_("To whom, in words"), max_length=120)

    def __init__(
        self, *args: Any, apart: list[tuple[Separation, str]], definition: ServiceDefinition, kept_apart: bool,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        if kept_apart:  # each side reads what the other wrote here
            del self.fields["to_whom"]
        parents = choices(one for one in definition.carers if one.parent)
        self.fields["carer"].choices = [("", _("Not known yet")), *parents]  # type: ignore[attr-defined]
        self._apart = [separation for separation, _name in apart]
        self.fields["separation"].choices = [(one.pk, name) for one, name in apart]  # type: ignore[attr-defined]
        if len(apart) == 1:
            self.fields["separation"].initial = apart[0][0].pk

    @property
    def from_which(self) -> Separation:
        """The separation that was chosen."""
        return by_id(self._apart, self.cleaned_data["separation"])


class ReturnEditForm(EditForm):
    """When the child came home, and to whom, put right."""

    returned_on = past_day(label=_("Day of the return home"), initial=None)
    to_whom = CleanCharField(required=False, label=_("To whom, in words"), max_length=120)

    def __init__(self, *args: Any, kept_apart: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kept_apart:  # each side reads what the other wrote here
            del self.fields["to_whom"]

    def as_arguments(self) -> dict[str, Any]:
        """What changes; a field that is not asked for stays as it is."""
        return {name: self.cleaned_data[name] for name in ("returned_on", "to_whom") if name in self.fields}


class HandOverForm(ChildForm):
    """When a baby was handed over, and to whom."""

    done_on = past_day(label=_("Handed over on"))
    to = CleanCharField(
        label=_("To whom"), help_text=_("A role or a service, such as health visiting."), max_length=120
    )
    note = NoteField(required=False, label=_("What was handed over"))
