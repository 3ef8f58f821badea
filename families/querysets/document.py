"""Documents and reports, reached only through the cases that may be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models

if TYPE_CHECKING:
    from accounts.models import User
    from families.models import Document, Report


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User) -> DocumentQuerySet:
        """Documents of cases that ``user`` may see, the withdrawn included: they are listed, and do not open."""
        return self.filter(case__in=apps.get_model("families", "Case").objects.visible_to(user))

    def standing(self) -> DocumentQuerySet:
        """Not withdrawn."""
        return self.filter(withdrawn_on__isnull=True)


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> ReportQuerySet:
        """Reports asked for in cases that ``user`` may see."""
        return self.filter(case__in=apps.get_model("families", "Case").objects.visible_to(user))

    def waiting(self) -> ReportQuerySet:
        """Neither received nor called off."""
        return self.filter(received_on__isnull=True, called_off_on__isnull=True)
