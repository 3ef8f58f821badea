"""Visits, reached only through the cases that may be seen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

if TYPE_CHECKING:
    from accounts.models import User
    from families.models import Visit


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: User) -> VisitQuerySet:
        """Visits that count in at least one visible case."""
        cases = apps.get_model("families", "Case").objects.visible_to(user)
        visit_case = apps.get_model("families", "VisitCase")
        return self.filter(Exists(visit_case.objects.filter(visit=OuterRef("pk"), case__in=cases)))

    def under(self, visit_id: UUID) -> Visit | None:
        """The visit of that id or, where it is not among these, what was parted from it."""
        found = self.filter(Q(pk=visit_id) | Q(parted_from=visit_id)).order_by("id")
        return next((one for one in found if one.pk == visit_id), None) or found.last()

    def planned(self) -> VisitQuerySet:
        return self.filter(outcome="planned")

    def done(self) -> VisitQuerySet:
        return self.filter(outcome="done")

    def planned_between(self, first: datetime, last: datetime) -> VisitQuerySet:
        """Still planned, for a time from ``first`` up to but not including ``last``."""
        return self.planned().filter(planned_for__gte=first, planned_for__lt=last)

    def of_worker(self, user: User) -> VisitQuerySet:
        return self.filter(workers__worker=user)

    def unfinished_of(self, user: User) -> VisitQuerySet:
        """With a note that ``user`` began and nobody has signed."""
        return self.filter(
            outcome__in=["planned", "draft"],
            visit_cases__note__entered_by=user,
            visit_cases__note__signed_at__isnull=True,
        ).distinct()

    def for_api(self, user: User) -> VisitQuerySet:
        """With workers and, as ``shown_cases``, the records of it that ``user`` may see."""
        models_of = apps.get_model
        rows = models_of("families", "VisitCase").objects.filter(
            case__in=models_of("families", "Case").objects.visible_to(user)
        )
        rows = rows.select_related("case", "note").prefetch_related(
            Prefetch("note__addenda", models_of("families", "NoteAddendum").objects.select_related("written_by"))
        )
        return self.prefetch_related("workers", Prefetch("visit_cases", rows.order_by("id"), to_attr="shown_cases"))
