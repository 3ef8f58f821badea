"""A referral from a program or a spreadsheet, checked by the very form that people fill in.

One vocabulary for both: the names of the form's fields. So each way in ends in the same rows, and a
rule that is added to the form holds for all of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from families.definitions import ServiceDefinition
from referrals.forms.referral import ReferralForm

ANSWERS = {True: "yes", False: "no"}
ASKED_APART = {"already_born": "born_on"}
"""Questions of the page that programs answer with another one."""


@dataclass(frozen=True)
class Wrong:
    """Something that cannot be, at the field where it stands."""

    field: str
    text: str


class Checker:
    """Checks one referral after the other against the form; the form is built once."""

    def __init__(
        self, definition: ServiceDefinition, form_class: type[ReferralForm] = ReferralForm, **defaults: Any
    ) -> None:
        self._form = form_class({}, definition=definition)
        self._defaults = {**USUAL, **defaults}

    def check(self, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Wrong]]:
        """The fields of the referral, or what is wrong with them; ``values`` by the form's names."""
        form = self._form
        form.data = as_posted({**self._defaults, **values})
        form.full_clean()
        if form.errors:
            return {}, [
                Wrong(ASKED_APART.get(name, "" if name == "__all__" else name), one["message"])
                for name, found in form.errors.get_json_data().items()
                for one in found
            ]
        return form.told(), []

    @property
    def day(self) -> date | None:
        """The day on which it was told, where the form asks for that."""
        return self._form.cleaned_data.get("received_on")


USUAL: dict[str, Any] = {
    "client_kind": "mother",
    "due_date_source": "unknown",
    "safety_asked": False,
    "consent": "not_asked",
    "fetuses": 1,
    "interpreter_needed": "unknown",
    "care_leaver": "not_asked",
}
"""What stands for a silence: the answer that says so."""


def as_posted(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the page would post them."""
    posted = {name: _written(value) for name, value in values.items() if value is not None}
    posted["safety_asked"] = ANSWERS[bool(values.get("safety_asked"))]
    posted["already_born"] = ANSWERS[bool(values.get("born_on"))]
    return posted


def _written(value: Any) -> Any:
    if isinstance(value, set | list | tuple):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value
