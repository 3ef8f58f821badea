"""Practical help, reached only through the cases that may be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models

if TYPE_CHECKING:
    from accounts.models import User
    from families.models import PracticalHelp


class PracticalHelpQuerySet(models.QuerySet["PracticalHelp"]):
    def visible_to(self, user: User) -> PracticalHelpQuerySet:
        return self.filter(case__in=apps.get_model("families", "Case").objects.visible_to(user))

    def waiting(self) -> PracticalHelpQuerySet:
        """Asked for, and nothing heard yet."""
        return self.filter(state="asked")
