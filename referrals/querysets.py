"""Referrals in the words of an inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.roles import Permission

if TYPE_CHECKING:
    from accounts.models import User
    from referrals.models import Referral


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: User) -> ReferralQuerySet:
        """Referrals to the teams whose inbox ``user`` may read.

        One that became a case, or that is about somebody already known, is seen only by those
        who may see that person's record.
        """
        teams = user.teams_with(Permission.SEE_REFERRALS)
        if not teams:
            return self.none()
        cases = apps.get_model("families", "Case").objects.visible_to(user)
        open_case = Exists(cases.filter(pk=OuterRef("case")))
        return self.filter(Q(team__in=teams) & (Q(case__isnull=True) | open_case))

    def sent_by(self, user: User) -> ReferralQuerySet:
        """A referrer's own."""
        return self.filter(sent_by=user)

    def undecided(self) -> ReferralQuerySet:
        return self.filter(state="received")

    def waiting(self) -> ReferralQuerySet:
        return self.filter(state="waiting")
