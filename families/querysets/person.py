"""People, reached only through the cases that may be seen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from families.querysets.dated import holds_on

if TYPE_CHECKING:
    from accounts.models import User
    from families.models import Person


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: User) -> PersonQuerySet:
        """Clients of visible cases, their children, and the rest of the family unless its parents
        are kept apart: then a case shows nobody but its client and the children it is about.
        """
        cases = apps.get_model("families", "Case").objects.visible_to(user)
        own = cases.filter(
            Q(client=OuterRef("pk")) | Q(pregnancy__children__person=OuterRef("pk")) | Q(child__person=OuterRef("pk"))
        )
        together = cases.filter(family__parents_kept_apart=False, family__members__person=OuterRef("pk"))
        return self.filter(Exists(own) | Exists(together))

    def excluding(self, user: User) -> PersonQuerySet:
        """Those of families from which an exclusion keeps ``user`` today, whatever their role."""
        return self.kept_from(user.pk, timezone.localdate())

    def kept_from(self, user: UUID, on: date) -> PersonQuerySet:
        """As :meth:`excluding`, on a day."""
        kept = apps.get_model("families", "Exclusion").objects.filter(holds_on(on), user=user)
        return self.filter(memberships__family__in=kept.values("family"))
