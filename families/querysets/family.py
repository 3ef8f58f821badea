"""Families, reached only through the cases that may be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef

if TYPE_CHECKING:
    from accounts.models import User
    from families.models import Family


class FamilyQuerySet(models.QuerySet["Family"]):
    def visible_to(self, user: User) -> FamilyQuerySet:
        """Families of which ``user`` may see at least one case."""
        cases = apps.get_model("families", "Case").objects.visible_to(user)
        return self.filter(Exists(cases.filter(family=OuterRef("pk"))))
