"""Every field by which a row refers to a person, a family, a pregnancy, a child or a case, and what a merge does.

Each room of the house says so for its own models in ``AppConfig.ready()``. A field that nobody has spoken for
stops the merge, and the suite names it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django.apps import apps
from django.db import models
from pghistory.models import Event

JOINABLE = ("families.Person", "families.Family", "families.Pregnancy", "families.Child", "families.Case")
"""What a merge joins: the person, and with them what was recorded twice because of it."""

NAMES_OF_REFERENCES = frozenset({"object_id", "subject_id", "row_id", "link"})
"""Text fields of these names hold an id or an address."""


class Changing(Protocol):
    """What a collision may do besides setting a row aside."""

    def change(self, row: models.Model, values: dict[str, Any]) -> None:
        """Change fields of another row, by attribute name, and remember what they held."""


Collision = Callable[[Any, dict[str, Any], Changing], None]


@dataclass(frozen=True)
class Reference:
    """One field. ``stays`` says why it is left alone; else the row moves with what it refers to.

    ``with_case``: the path to the cases that the row hangs on; written between merge and undo, it goes
    where all of them go. ``collides`` sees a row that cannot move and what it would have held.
    """

    model: str
    field: str
    stays: str = ""
    with_case: str = ""
    collides: Collision | None = None

    @property
    def model_class(self) -> type[models.Model]:
        return apps.get_model(self.model)

    @property
    def target(self) -> str:
        """The label of the model referred to; empty for an id that is kept as text."""
        related = self.model_class._meta.get_field(self.field).related_model
        return related._meta.label if isinstance(related, type) else ""

    @property
    def attname(self) -> str:
        return str(self.model_class._meta.get_field(self.field).attname)  # type: ignore[union-attr]


class Unhandled(RuntimeError):
    """A field refers to what a merge joins, and nobody has said what becomes of it."""


_references: dict[tuple[str, str], Reference] = {}


def register_merge_handler(reference: Reference) -> None:
    """Say what a merge does with one field. Saying it again replaces what was said."""
    _references[(reference.model, reference.field)] = reference


def moves(model: str, *fields: str, with_case: str = "", collides: Collision | None = None) -> None:
    """Rows of ``model`` move with what these fields refer to."""
    for field in fields:
        register_merge_handler(Reference(model, field, with_case=with_case, collides=collides))


def stays(model: str, *fields: str, because: str) -> None:
    """Rows of ``model`` are left as they are where these fields refer to what is joined."""
    for field in fields:
        register_merge_handler(Reference(model, field, stays=because))


def registered() -> list[Reference]:
    """All that has been said, in a stable order."""
    return [_references[key] for key in sorted(_references)]


def rows_that_move() -> list[Reference]:
    """The references that a merge follows."""
    return [one for one in registered() if not one.stays]


def unhandled() -> list[str]:
    """The fields of which nobody has said what a merge does with them, as ``app.Model.field``."""
    return sorted(f"{model}.{field}" for model, field in _to_be_handled() if (model, field) not in _references)


def check_all_handled() -> None:
    """Refuse to merge anything while a field is open: its rows would be lost from sight."""
    missing = unhandled()
    if missing:
        raise Unhandled(f"Say what a merge does with {', '.join(missing)} (families/merging/references.py).")


def _to_be_handled() -> Iterator[tuple[str, str]]:
    for model in apps.get_models(include_auto_created=True):
        if issubclass(model, Event) or model._meta.app_label == "pghistory":
            continue  # history says what was, and is never rewritten
        for field in model._meta.get_fields():
            if field.concrete and (_refers(field) or _may_name(field)):
                yield model._meta.label, field.name


def _refers(field: Any) -> bool:
    related = getattr(field, "related_model", None)
    is_row = field.many_to_one or field.one_to_one
    return bool(
        is_row and isinstance(related, type) and issubclass(related, models.Model) and related._meta.label in JOINABLE
    )


def _may_name(field: Any) -> bool:
    """An id, an address or a bag of data that could name a row without a foreign key."""
    if field.primary_key or field.is_relation:
        return False
    if isinstance(field, models.UUIDField | models.JSONField):
        return True
    return isinstance(field, models.CharField | models.TextField) and field.name in NAMES_OF_REFERENCES
