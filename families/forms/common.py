"""What the forms of a case share: a key against double sending, choices in the reader's language."""

from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from families.labels import Label
from ui.fields import DateField
from ui.forms import Form
from ui.widgets import RadioTiles

NEVER_PART_OF_IT = ("csrfmiddlewaretoken", "draft_token", "key")


class Named(Protocol):
    """A row of a definition file that a worker picks."""

    key: str
    label: Label


class RecordForm(Form):
    """A form that makes one record: sent twice with the same key, it makes it once."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4

    @property
    def once(self) -> str:
        """The key that came with the form, or a fresh one from a sender that knows none."""
        return str(self.cleaned_data.get("key") or uuid4())

    @property
    def body(self) -> dict[str, list[str]]:
        """What was sent, for telling a resent form from another one."""
        data = self.data
        if isinstance(data, QueryDict):
            return {name: data.getlist(name) for name in data if name not in NEVER_PART_OF_IT}
        return {name: [str(value)] for name, value in data.items() if name not in NEVER_PART_OF_IT}


class EditForm(Form):
    """A form that changes an editable record, and knows which version it was opened with."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


def language() -> str:
    """The language of the page."""
    return get_language() or "en"


def words(label: Label) -> str:
    """A definition's label in the language of the page."""
    return label.text(language())


def choices(rows: Iterable[Named]) -> list[tuple[str, str]]:
    """The rows of a definition as choices."""
    return [(row.key, words(row.label)) for row in rows]


def by_id(rows: Iterable[Any], chosen: str | UUID) -> Any:
    """The row of that id among rows that were offered."""
    return next(row for row in rows if str(row.pk) == str(chosen))


def past_day(**kwargs: Any) -> DateField:
    """A day that has come, today unless something else is known."""
    kwargs.setdefault("initial", timezone.localdate)
    return DateField(past=True, **kwargs)


def yes_no(label: Any, **kwargs: Any) -> forms.TypedChoiceField:
    """A question that has to be answered, as two tiles."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=RadioTiles,
        **kwargs,
    )


def pick(label: Any, options: Iterable[tuple[str, Any]], **kwargs: Any) -> forms.ChoiceField:
    """One of a few, as tiles."""
    return forms.ChoiceField(label=label, choices=list(options), widget=RadioTiles, **kwargs)
