"""Papers and their versions, reached only through the cases that may be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import apps
from django.db import models

if TYPE_CHECKING:
    from accounts.models import User
    from families.models import Paper, PaperVersion


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, user: User) -> PaperQuerySet:
        """Papers of cases that ``user`` may see."""
        return self.filter(case__in=apps.get_model("families", "Case").objects.visible_to(user))

    def of(self, case: UUID) -> PaperQuerySet:
        return self.filter(case=case).select_related("child__person", "child__pregnancy__mother").order_by("id")


class PaperVersionQuerySet(models.QuerySet["PaperVersion"]):
    def signed(self) -> PaperVersionQuerySet:
        """What was signed and stands: not what the second person sent back."""
        return self.filter(signed_at__isnull=False, returned_at__isnull=True)

    def draft(self) -> PaperVersionQuerySet:
        return self.filter(signed_at__isnull=True)
