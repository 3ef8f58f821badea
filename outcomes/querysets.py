"""Assessments, reached only through the cases that may be seen; runs, by who may see figures."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef

from accounts.roles import Permission

if TYPE_CHECKING:
    from accounts.models import User
    from families.models import Service
    from outcomes.models import Assessment, Comparison, Evaluation, OutcomeRun


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: User) -> AssessmentQuerySet:
        return self.filter(case__in=apps.get_model("families", "Case").objects.visible_to(user))

    def standing(self) -> AssessmentQuerySet:
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def at_start(self) -> AssessmentQuerySet:
        return self.filter(point="start")

    def at_end(self) -> AssessmentQuerySet:
        return self.filter(point="end")

    def answered(self) -> AssessmentQuerySet:
        """Standing, with at least one score: a reading full of silences is no reading."""
        scores = apps.get_model("outcomes", "Score").objects
        return self.standing().filter(Exists(scores.filter(assessment=OuterRef("pk"), value__isnull=False)))


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def visible_to(self, user: User) -> EvaluationQuerySet:
        """Those of visible cases; an anonymous one belongs to no case, and is seen in figures alone."""
        return self.filter(case__in=apps.get_model("families", "Case").objects.visible_to(user))

    def of_service(self, service: Service, first: date, last: date) -> EvaluationQuerySet:
        """Answered for a service from ``first`` to ``last``, with a name or without."""
        return self.filter(service_version__service=service, answered_on__range=(first, last))

    def to_quote(self) -> EvaluationQuerySet:
        """Whose words may be quoted."""
        return self.filter(may_quote=True)


class ComparisonQuerySet(models.QuerySet["Comparison"]):
    def visible_to(self, user: User) -> ComparisonQuerySet:
        """Those of the services whose figures ``user`` may see; they name nobody."""
        return self.filter(service__partnership__in=user.partnerships_with(Permission.SEE_FIGURES))

    def standing(self) -> ComparisonQuerySet:
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class RunQuerySet(models.QuerySet["OutcomeRun"]):
    def visible_to(self, user: User) -> RunQuerySet:
        """Runs of the services whose figures ``user`` may see; they name nobody."""
        return self.filter(service__partnership__in=user.partnerships_with(Permission.SEE_FIGURES))

    def waiting(self) -> RunQuerySet:
        return self.filter(state="asked")

    def done(self) -> RunQuerySet:
        return self.filter(state="done")
