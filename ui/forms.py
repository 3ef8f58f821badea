"""The base of every form, and the one place where broken rules become form errors."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from django import forms
from django.forms.utils import pretty_name
from django.utils.translation import gettext as _

from ui.fields import DateField

Result = TypeVar("Result")


class Broken(Protocol):
    """An error for people, perhaps about one field."""

    message: Any
    field: str | None


class Plain:
    """No label suffix, no browser validation; every error is ours and stands at its field."""

    use_required_attribute = False
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.required and field.error_messages["required"] in _unspecific():
                field.error_messages["required"] = _missing(field, field.label or pretty_name(name))


class ModelForm(Plain, forms.ModelForm):
    """A form about one row."""


class Form(Plain, forms.Form):
    """A form of its own fields."""

    def versioned(self, row: Any) -> str:
        """The name of the field that sends the version of ``row``, which somebody else may have changed."""
        return "version"

    def refuse(self, broken: Broken) -> None:
        """Show a broken rule at its field, or above the form where it names none of ours."""
        field = broken.field if broken.field in self.fields else None
        self.add_error(field, str(broken.message))


def attempt(form: Form, action: Callable[[], Result], *rules: type[Exception]) -> Result | None:
    """Run an action for a valid form; a broken rule becomes the form's error and gives None."""
    try:
        return action()
    except rules as broken:
        form.refuse(broken)  # type: ignore[arg-type]
        return None


def _unspecific() -> tuple[Any, ...]:
    """Messages that do not say in the summary which question is meant."""
    return forms.Field.default_error_messages["required"], DateField.default_error_messages["required"]


def _missing(field: forms.Field, label: Any) -> str:
    if isinstance(field, forms.ChoiceField):
        return _("Choose an answer to “%(label)s”") % {"label": label}
    return _("Fill in “%(label)s”") % {"label": label}
