"""How often a family is to be visited, where that is agreed otherwise than the service's definition says."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Record


@track
class VisitRhythm(Record):
    """From a day on, so many visits a week are agreed; empty: as the service usually does. Nothing is overwritten."""

    case = models.ForeignKey("families.Case", models.PROTECT, related_name="rhythms")
    from_day = models.DateField(_("from"))
    per_week = models.DecimalField(_("visits a week"), max_digits=3, decimal_places=1, null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        ordering = ["from_day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(per_week__isnull=True) | Q(per_week__gt=0, per_week__lte=14),
                name="visits_a_week_are_possible",
            ),
        ]
        indexes = [models.Index(fields=["case", "from_day"], name="rhythm_of_case")]
