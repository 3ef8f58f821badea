"""Planned leave, in the words of a rota."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models

from accounts.models import Membership
from accounts.roles import Permission

if TYPE_CHECKING:
    from accounts.models import User
    from families.models import Absence


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def visible_to(self, user: User) -> AbsenceQuerySet:
        """Of the workers of teams in which ``user`` allocates."""
        teams = user.teams_with(Permission.ALLOCATE)
        return self.filter(worker__in=Membership.objects.filter(team__in=teams).values("user"))

    def planned(self) -> AbsenceQuerySet:
        """Without those that were taken back."""
        return self.filter(withdrawn_at__isnull=True)

    def within(self, first: date, last: date) -> AbsenceQuerySet:
        """Planned, on at least one of the days."""
        return self.planned().filter(starts__lte=last, ends__gte=first)
