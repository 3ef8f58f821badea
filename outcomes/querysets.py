"""Assessments, reached only through the cases that may be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models

if TYPE_CHECKING:
    from accounts.models import User
    from outcomes.models import Assessment


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: User) -> AssessmentQuerySet:
        return self.filter(case__in=apps.get_model("families", "Case").objects.visible_to(user))

    def at_start(self) -> AssessmentQuerySet:
        return self.filter(point="start")

    def at_end(self) -> AssessmentQuerySet:
        return self.filter(point="end")
