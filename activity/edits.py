"""Two people may edit one record: the second is told, and shown both versions.

Nothing is overwritten unseen. The version that a form was opened with comes back with it;
a record that has moved on answers 409.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar, cast

from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from activity.context import acting
from activity.errors import RuleBroken
from activity.records import Editable

Row = TypeVar("Row", bound=Editable)
InWords = Callable[[str, Any], str | None]


@dataclass(frozen=True)
class Difference:
    """One field of which the saved and the attempted value are not the same."""

    field: str
    label: str
    current: Any
    attempted: Any


class StaleEdit(RuleBroken):
    """Somebody else saved the record after this edit was begun."""

    message = _("Somebody else has changed this since you opened it. Nothing has been overwritten.")

    def __init__(self, *, current: Editable, attempted: Mapping[str, Any], expected_version: int) -> None:
        """Keep the record as it is now and the values that were not saved."""
        super().__init__()
        self.current = current
        self.attempted = dict(attempted)
        self.expected_version = expected_version

    def differences(self) -> list[Difference]:
        """Return the fields on which the two versions disagree, in the form's order."""
        return [
            Difference(name, capfirst(str(field.verbose_name)), _shown(self.current, name), attempted)
            for name, attempted in self.attempted.items()
            if (field := self.current._meta.get_field(name)) and getattr(self.current, name) != attempted
        ]


def save_edit(instance: Row, *, expected_version: int, changes: Mapping[str, Any], by: Any) -> Row:
    """Apply `changes` (field → value) if the row still has `expected_version`; return the row.

    The row is locked, its version goes up by one. Raises StaleEdit if somebody else saved
    first, and the model's DoesNotExist if the row is gone.
    """
    with acting(user=by), transaction.atomic():
        rows = instance._meta.model._default_manager.select_for_update(of=("self",), no_key=True)
        row = cast(Row, rows.get(pk=instance.pk))
        if row.version != expected_version:
            raise StaleEdit(current=row, attempted=changes, expected_version=expected_version)
        for name, value in changes.items():
            setattr(row, name, value)
        row.version += 1
        row.changed_at = timezone.now()
        row.save(update_fields=[*changes, "version", "changed_at"])
    return row


def stale_page(
    request: HttpRequest,
    error: StaleEdit,
    *,
    back: str = "",
    words: InWords | None = None,
    versioned: str = "version",
) -> HttpResponse:
    """Return the 409 page with both versions, of which either can be kept.

    What was sent stands in the page, ready to be saved over what it shows. ``back`` opens the form anew;
    ``words`` says what a field's value means where the model does not know: a key of a definition, for one;
    ``versioned`` is the name under which the form sends the version of the row that changed.
    """
    sent = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    shown = told_differences(error, words)
    context = {
        "error": error,
        "differences": [(one.label, one.current, one.attempted) for one in shown],
        "mine": {**sent, versioned: [str(error.current.version)]}.items() if versioned in sent else (),
        "back": back or request.path,
    }
    return render(request, "activity/conflict.html", context, status=409)


def told_differences(error: StaleEdit, words: InWords | None = None) -> list[Difference]:
    """The differences as people read them; ``words`` as for :func:`stale_page`."""
    return [_in_words(error.current, one, words) for one in error.differences()]


def stale_problem(error: StaleEdit) -> dict[str, Any]:
    """Return the members of a problem document (RFC 9457) for the API's 409 answer."""
    found = error.differences()
    return {
        "type": "about:blank",
        "title": str(_("The record has changed")),
        "status": 409,
        "detail": str(error),
        "version": error.current.version,
        "current": {difference.field: difference.current for difference in found},
        "attempted": {difference.field: difference.attempted for difference in found},
    }


def _in_words(row: Editable, found: Difference, words: InWords | None) -> Difference:
    """The same difference as people read it."""

    def said(value: Any) -> Any:
        told = words(found.field, value) if words else None
        return _readable(row, found.field, value) if told is None else told

    return replace(found, current=said(found.current), attempted=said(found.attempted))


def _readable(row: Editable, name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    try:
        labels = dict(getattr(row._meta.get_field(name), "flatchoices", ()))
    except FieldDoesNotExist:
        return value
    return labels.get(value, value) if isinstance(value, str) else value


def _shown(row: Editable, name: str) -> Any:
    display = getattr(row, f"get_{name}_display", None)
    return display() if display else getattr(row, name)
