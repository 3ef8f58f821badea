"""Which definition applies when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from families.models import ServiceVersion


class ServiceVersionQuerySet(models.QuerySet["ServiceVersion"]):
    def in_force(self, on: date) -> ServiceVersionQuerySet:
        """The versions that apply on ``on``; one for each service at most."""
        return self.filter(Q(effective_to__isnull=True) | Q(effective_to__gte=on), effective_from__lte=on)
