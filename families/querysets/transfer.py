"""Transfers, as the managers of the two teams and the one who asked meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Q

from accounts.roles import Permission

if TYPE_CHECKING:
    from accounts.models import User
    from families.models import Transfer


class TransferQuerySet(models.QuerySet["Transfer"]):
    def visible_to(self, user: User) -> TransferQuerySet:
        """Those to or from teams in which ``user`` allocates; of a family withheld from them none."""
        teams = user.teams_with(Permission.ALLOCATE)
        cases = apps.get_model("families", "Case").objects.not_withheld_from(user)
        return self.filter(Q(from_team__in=teams) | Q(to_team__in=teams), case__in=cases)

    def to_answer(self, user: User) -> TransferQuerySet:
        """Those that wait for a manager of the receiving team."""
        return self.visible_to(user).waiting().filter(to_team__in=user.teams_with(Permission.ALLOCATE))

    def waiting(self) -> TransferQuerySet:
        return self.filter(accepted_on__isnull=True, refused_on__isnull=True, withdrawn_on__isnull=True)
