"""Row history: a trigger on each table copies every change into an append-only table.

A trigger cannot be forgotten by a code path, so bulk updates and plain SQL are remembered
as well. Each event row carries who acted as JSON (see `activity.context`), so that it can
be read alone, and has no foreign key, so that it outlives what it describes.
"""

from collections.abc import Callable, Iterable
from typing import Any

import pghistory
import pghistory.models
from django.apps import apps
from django.db import models
from django.db.models.base import ModelBase


class Event(pghistory.models.Event):
    """Base of every history table: a 64-bit key, for there will be many rows."""

    pgh_id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True


_untracked: dict[str, str] = {}


def track(model: ModelBase | None = None, *, exclude: Iterable[str] = ()) -> Any:
    """Class decorator: remember every insert, update and delete of the model's rows.

    `exclude` names fields whose values must not be copied (a password's hash): a change of
    those alone leaves no event.
    """

    def decorate(cls: Any) -> Any:
        return pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            base_model=Event,
            exclude=list(exclude),
            obj_field=pghistory.ObjForeignKey(related_name="+", related_query_name="+", db_index=True),
            context_field=pghistory.ContextJSONField(),
            context_id_field=pghistory.ContextUUIDField(),
            append_only=True,
        )(cls)

    return decorate if model is None else decorate(model)


def untracked(reason: str) -> Callable[[Any], Any]:
    """Class decorator: say why this model has no history. The reason is required."""

    def decorate(cls: Any) -> Any:
        _untracked[cls._meta.label] = reason
        return cls

    return decorate


def untracked_models() -> dict[str, str]:
    """Return the models without history, by label, each with its reason."""
    return dict(_untracked)


def event_model_of(model: type[models.Model]) -> type[models.Model]:
    """Return the history table's model of a tracked model. Raises LookupError if none."""
    found = pghistory.core.event_models(tracks_model=model)
    if not found:
        raise LookupError(f"{model._meta.label} is not tracked")
    return found[0]


def event_tables() -> list[str]:
    """Return the names of all history tables, sorted."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, pghistory.models.Event) and model._meta.managed
    )
