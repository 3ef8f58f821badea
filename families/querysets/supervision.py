"""Who may know of a supervision: of the session its two people, of a case discussion those of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import User
    from families.models import Supervision, SupervisionCase


class SupervisionQuerySet(models.QuerySet["Supervision"]):
    def visible_to(self, user: User) -> SupervisionQuerySet:
        """Sessions in which ``user`` sat, on either side."""
        return self.filter(Q(supervisor=user) | Q(worker=user))


class SupervisionCaseQuerySet(models.QuerySet["SupervisionCase"]):
    def visible_to(self, user: User) -> SupervisionCaseQuerySet:
        """What was said of cases that ``user`` may see."""
        return self.filter(case__in=apps.get_model("families", "Case").objects.visible_to(user))
