"""System checks: no model of the product without a history, or a reason for having none."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pghistory.models
from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.db import models

from activity.history import event_model_of, untracked_models


def product_models() -> list[type[models.Model]]:
    """Return the models of the apps that lie in the project's own directory, tables of
    many-to-many fields included, history tables left out."""
    return [
        model
        for config in apps.get_app_configs()
        if _is_ours(config)
        for model in config.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not issubclass(model, pghistory.models.Event)
    ]


def check_history(app_configs: Iterable[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Report each model of the product that is neither tracked nor excused."""
    return [
        CheckWarning(
            f"{model._meta.label} has no row history.",
            hint="Decorate it with activity.history.track, or untracked with the reason.",
            obj=model,
            id="activity.W001",
        )
        for model in product_models()
        if model._meta.label not in untracked_models() and not _is_tracked(model)
    ]


def _is_tracked(model: type[models.Model]) -> bool:
    try:
        return bool(event_model_of(model))
    except LookupError:
        return False


def _is_ours(config: AppConfig) -> bool:
    return Path(config.path).parent == Path(settings.BASE_DIR)
