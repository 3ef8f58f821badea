"""Groups by team; who is in them and who came, only through the cases that may be seen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from accounts.roles import Permission

if TYPE_CHECKING:
    from accounts.models import User
    from families.models import Attendance, Group, GroupMember


def _cases(user: User) -> Any:
    return apps.get_model("families", "Case").objects.visible_to(user)


class GroupQuerySet(models.QuerySet["Group"]):
    def visible_to(self, user: User) -> GroupQuerySet:
        """Groups of the teams whose cases ``user`` may see; that says nothing of who is in them."""
        return self.filter(team__in=user.teams_with(Permission.SEE_CASES))

    def running(self, on: date) -> GroupQuerySet:
        """Begun, and not over."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=on), starts__lte=on)


class GroupMemberQuerySet(models.QuerySet["GroupMember"]):
    def visible_to(self, user: User) -> GroupMemberQuerySet:
        return self.filter(case__in=_cases(user))

    def on(self, day: date) -> GroupMemberQuerySet:
        """Those whose place holds on a day."""
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gte=day), joined_on__lte=day)


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def visible_to(self, user: User) -> AttendanceQuerySet:
        return self.filter(case__in=_cases(user))
