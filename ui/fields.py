"""Form fields that say plainly what is wrong, and keep what was typed."""

import re
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ui.widgets import PARTS, CheckboxTiles, DateInputs, RadioTiles, parts_of

LONGEST_NOTE = 20_000
"""Characters: about ten pages, so that only a paste by mistake is refused."""
YEARS = range(1900, 2101)
_NUMBER = re.compile(r"\d{1,4}", re.ASCII)
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})", re.ASCII)
_GESTATION = re.compile(r"(\d{1,2})\s*(?:\+\s*([0-6]))?", re.ASCII)


_TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Characters that turn round what stands after them: a name with one would write the day of a signature backwards."""


class CleanCharField(forms.CharField):
    """Text without NUL bytes and what would turn a line round, stripped; too much of it is refused with a count."""

    default_error_messages = {
        "null_characters_not_allowed": _("Remove the invisible characters that were pasted in."),
        "max_length": _("Use %(limit_value)d characters or fewer. You have %(show_value)d."),
    }

    def to_python(self, value: Any) -> Any:
        """The text without directional overrides; letters keep the direction of their script."""
        text = super().to_python(value)
        return text.translate(_TURNS) if isinstance(text, str) else text


class NoteField(CleanCharField):
    """A long text of up to 20,000 characters."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_NOTE)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 6}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """The text with one character for each line break, however the browser sent it."""
        return super().to_python(value).replace("\r\n", "\n")


class ChoiceTiles(forms.ChoiceField):
    """One answer of a few, as tiles."""

    widget = RadioTiles


class ManyTiles(forms.MultipleChoiceField):
    """Any number of answers, as tiles."""

    widget = CheckboxTiles


class DateField(forms.Field):
    """A day as three inputs, or ISO text from elsewhere. Years have four digits."""

    widget = DateInputs
    default_error_messages = {
        "required": _("Enter the date."),
        "incomplete": _("Enter a day, a month and a year."),
        "not_numbers": _("Use numbers only, such as 27 3 2026."),
        "year": _("Write the year with four digits, such as 2026."),
        "century": _("Check the year: it must be between 1900 and 2100."),
        "impossible": _("There is no such day in the calendar."),
        "past": _("The date cannot be in the future."),
    }

    def __init__(self, *, past: bool = False, **kwargs: Any) -> None:
        self.past = past
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """The day; ValidationError for what is not one."""
        if value in self.empty_values or isinstance(value, date):
            return value or None
        day, month, year = value
        if not any(value):
            return None
        if not all(value):
            raise self._error("incomplete")
        if not all(_NUMBER.fullmatch(part) for part in value):
            raise self._error("not_numbers")
        if len(year) != 4:
            raise self._error("year")
        try:
            found = date(int(year), int(month), int(day))
        except ValueError:
            raise self._error("impossible") from None
        if found.year not in YEARS:
            raise self._error("century")
        return found

    def validate(self, value: date | None) -> None:
        """Refuse an empty required day and, where only the past will do, a future one."""
        super().validate(value)
        if self.past and value and value > timezone.localdate():
            raise self._error("past")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another day was entered."""
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True

    def wrong_parts(self, value: Any, errors: list[ValidationError]) -> list[str]:
        """Which of the three inputs to mark: the one that is wrong where that is known."""
        codes = {error.code for error in errors}
        if codes & {"year", "century"}:
            return ["year"]
        parts = parts_of(value)
        if "incomplete" in codes:
            return [part for part in PARTS if not parts[part]]
        if "not_numbers" in codes:
            return [part for part in PARTS if not _NUMBER.fullmatch(parts[part])]
        return list(PARTS) if errors else []

    def first_wrong(self, value: Any, errors: list[ValidationError]) -> str:
        """Where a link in the error summary leads."""
        return next(iter(self.wrong_parts(value, errors)), "day")

    def _error(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code)


class TimeField(forms.CharField):
    """A time of day such as 14:30 or 9.05; ``width``: characters of its input."""

    width = "5"

    def to_python(self, value: Any) -> time | None:  # type: ignore[override]
        if isinstance(value, time):
            return value
        text = super().to_python(value)
        if not text:
            return None
        found = _TIME.fullmatch(text)
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            raise ValidationError(_("Write the time like 14:30."), code="invalid")
        return time(int(found[1]), int(found[2]))

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%H:%M") if isinstance(value, time) else value


class GestationField(forms.CharField):
    """Weeks and days such as 12+3, as a number of days."""

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        if isinstance(value, int):
            return value
        text = super().to_python(value)
        if not text:
            return None
        found = _GESTATION.fullmatch(text)
        if not found or int(found[1]) > 45:
            raise ValidationError(_("Write weeks and days like 12+3."), code="invalid")
        return int(found[1]) * 7 + int(found[2] or 0)

    def prepare_value(self, value: Any) -> Any:
        return f"{value // 7}+{value % 7}" if isinstance(value, int) else value
