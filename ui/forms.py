"""The base of every form, and the one place where broken rules become form errors."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

Result = TypeVar("Result")


class Broken(Protocol):
    """An error for people, perhaps about one field."""

    message: Any
    field: str | None


class Form(forms.Form):
    """No label suffix, no browser validation; every error is ours and stands at its field."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.required and str(field.error_messages.get("required")) == _default_required():
                field.error_messages["required"] = _("Answer this question.")

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


def _default_required() -> str:
    return str(forms.Field.default_error_messages["required"])
