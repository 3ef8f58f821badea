"""The managers of rows that a merge can join to another one: joined rows are out of sight by default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from families.querysets.case import CaseQuerySet
from families.querysets.family import FamilyQuerySet
from families.querysets.person import PersonQuerySet

if TYPE_CHECKING:
    from families.models import Child, Pregnancy


class CaseManager(models.Manager.from_queryset(CaseQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> CaseQuerySet:
        return super().get_queryset().filter(merged_into__isnull=True)


class FamilyManager(models.Manager.from_queryset(FamilyQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> FamilyQuerySet:
        return super().get_queryset().filter(merged_into__isnull=True)


class PersonManager(models.Manager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> PersonQuerySet:
        return super().get_queryset().filter(merged_into__isnull=True)


class PregnancyManager(models.Manager["Pregnancy"]):
    def get_queryset(self) -> models.QuerySet[Pregnancy, Any]:
        return super().get_queryset().filter(merged_into__isnull=True)


class ChildManager(models.Manager["Child"]):
    def get_queryset(self) -> models.QuerySet[Child, Any]:
        return super().get_queryset().filter(merged_into__isnull=True)
