"""Two versions of one draft, field by field: what is kept and what was entered."""

from typing import Any

from django import forms
from django.http import QueryDict

from referrals.forms.drafts import posted_from
from referrals.forms.referral import ReferralForm

Difference = tuple[str, str | None, str | None]


def differences(form: ReferralForm, kept: dict[str, Any]) -> list[Difference]:
    """Label, kept and entered words of every field on which the two disagree."""
    saved, entered = posted_from(kept), form.data
    rows = [
        (str(field.label), _words(field, name, saved), _words(field, name, entered))
        for name, field in form.fields.items()
        if name != "key" and not isinstance(field.widget, forms.HiddenInput)
    ]
    return [row for row in rows if row[1] != row[2]]


def _words(field: forms.Field, name: str, data: Any) -> str | None:
    value = field.widget.value_from_datadict(data if isinstance(data, QueryDict) else posted_from(data), {}, name)
    if isinstance(value, list | tuple | dict):
        parts = value.values() if isinstance(value, dict) else value
        return ", ".join(_label(field, part) for part in parts if part) or None
    if isinstance(value, bool):
        return "✓" if value else None
    return _label(field, value) or None


def _label(field: forms.Field, value: Any) -> str:
    known = {str(key): str(label) for key, label in getattr(field, "choices", [])}
    return known.get(str(value), str(value)) if value not in (None, "") else ""
