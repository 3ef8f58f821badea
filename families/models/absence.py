"""Planned leave of a worker: the board counts with it, the cases stay theirs."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Record
from families.models.ranges import DateRange
from families.querysets.absence import AbsenceQuerySet


@track
class Absence(Record):
    """Days on which a worker is away, both included. Why is nobody's business here."""

    worker = models.ForeignKey("accounts.User", models.PROTECT, related_name="absences")
    starts = models.DateField(_("first day away"))
    ends = models.DateField(_("last day away"))
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="absence_ends_after_it_starts"),
            ExclusionConstraint(
                name="away_once_at_a_time",
                expressions=[
                    ("worker", RangeOperators.EQUAL),
                    (DateRange("starts", "ends"), RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["worker", "ends"], name="absence_by_worker")]
