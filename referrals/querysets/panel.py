"""Panels in the words of those who sit on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from accounts.roles import Permission

if TYPE_CHECKING:
    from accounts.models import User
    from referrals.models import Panel


class PanelQuerySet(models.QuerySet["Panel"]):
    def visible_to(self, user: User) -> PanelQuerySet:
        """Panels of the teams whose inbox ``user`` may read. Which of their items: the referrals' own gate."""
        return self.filter(team__in=user.teams_with(Permission.SEE_REFERRALS))

    def held_by(self, user: User) -> PanelQuerySet:
        """Those that ``user`` may prepare, minute and close."""
        return self.filter(team__in=user.teams_with(Permission.TRIAGE))

    def open(self) -> PanelQuerySet:
        return self.filter(closed_at__isnull=True)
