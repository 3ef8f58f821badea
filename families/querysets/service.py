"""Which definition applies when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from families.models import Service, ServiceVersion


class ServiceQuerySet(models.QuerySet["Service"]):
    def casework(self) -> ServiceQuerySet:
        """Services that work with cases."""
        return self.filter(kind="casework")

    def front_doors(self) -> ServiceQuerySet:
        """Services that take contacts."""
        return self.filter(kind="front_door")


class ServiceVersionQuerySet(models.QuerySet["ServiceVersion"]):
    def in_force(self, on: date) -> ServiceVersionQuerySet:
        """The versions that apply on ``on``; one for each service at most."""
        return self.filter(Q(effective_to__isnull=True) | Q(effective_to__gte=on), effective_from__lte=on)

    def of_casework(self) -> ServiceVersionQuerySet:
        """Versions of services that work with cases."""
        return self.filter(service__kind="casework")

    def of_front_doors(self) -> ServiceVersionQuerySet:
        """Versions of services that take contacts."""
        return self.filter(service__kind="front_door")
