"""Clocks: waiting, overdue, coming."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models

if TYPE_CHECKING:
    from accounts.models import User
    from families.models import Milestone


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def visible_to(self, user: User) -> MilestoneQuerySet:
        return self.filter(case__in=apps.get_model("families", "Case").objects.visible_to(user))

    def waiting(self) -> MilestoneQuerySet:
        """Neither met nor withdrawn."""
        return self.filter(met_on__isnull=True, withdrawn_on__isnull=True)

    def overdue(self, on: date) -> MilestoneQuerySet:
        """Waiting, with a due date before ``on``."""
        return self.waiting().filter(due_on__lt=on)

    def due_within(self, on: date, days: int) -> MilestoneQuerySet:
        """Waiting, due from ``on`` to ``days`` days later."""
        return self.waiting().filter(due_on__range=(on, on + timedelta(days=days)))
