"""Dated statuses by day and by period."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models

from families.querysets.dated import holds_on, holds_within

if TYPE_CHECKING:
    from accounts.models import User
    from families.models import Status


class StatusQuerySet(models.QuerySet["Status"]):
    def visible_to(self, user: User) -> StatusQuerySet:
        """Statuses of people whom ``user`` may know of."""
        return self.filter(person__in=apps.get_model("families", "Person").objects.visible_to(user))

    def holding_on(self, on: date) -> StatusQuerySet:
        return self.filter(holds_on(on))

    def holding_within(self, first: date, last: date) -> StatusQuerySet:
        """In force on any day from ``first`` to ``last``."""
        return self.filter(holds_within(first, last))

    def open_to_social_services(self) -> StatusQuerySet:
        return self.filter(open_to_social_services=True)

    def on_register(self) -> StatusQuerySet:
        return self.filter(on_register=True)
