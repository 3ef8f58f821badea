"""Inputs that Django does not have."""

from datetime import date
from typing import Any

from django import forms

PARTS = ("day", "month", "year")


def parts_of(value: Any) -> dict[str, str]:
    """What stands in each input, for a date or for what was typed in place of one."""
    if isinstance(value, date):
        return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
    day, month, year = value or ("", "", "")
    return {"day": day, "month": month, "year": year}


class DateInputs(forms.Widget):
    """Day, month and year as three text inputs named ``<name>-day`` and so on.

    One value ``<name>`` in ISO form is read as well, for links and clients that send it so.
    """

    kind = "date"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str, str] | None:
        if f"{name}-day" in data or f"{name}-year" in data or f"{name}-month" in data:
            day, month, year = (str(data.get(f"{name}-{part}", "")).strip() for part in PARTS)
            return day, month, year
        whole = str(data.get(name, "")).strip()
        if not whole:
            return None
        year, month, day = (*whole.split("-", 2), "", "")[:3]
        return day, month, year

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return all(f"{name}-{part}" not in data for part in PARTS) and name not in data

    def parts(self, value: Any) -> dict[str, str]:
        """What stands in each input."""
        return parts_of(value)


class RadioTiles(forms.RadioSelect):
    """Radios as tiles for a thumb."""

    kind = "radio-tiles"


class CheckboxTiles(forms.CheckboxSelectMultiple):
    """Checkboxes as tiles for a thumb."""

    kind = "checkbox-tiles"
