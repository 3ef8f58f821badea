"""Meetings, reached only through the cases that may be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef

if TYPE_CHECKING:
    from accounts.models import User
    from families.models import Meeting


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User) -> MeetingQuerySet:
        """Meetings that stand in at least one visible case."""
        cases = apps.get_model("families", "Case").objects.visible_to(user)
        meeting_case = apps.get_model("families", "MeetingCase")
        return self.filter(Exists(meeting_case.objects.filter(meeting=OuterRef("pk"), case__in=cases)))

    def ahead(self) -> MeetingQuerySet:
        """Neither held nor cancelled."""
        return self.filter(held_on__isnull=True, cancelled_on__isnull=True)
