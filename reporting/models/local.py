"""What the service keeps about its surroundings: births by area and year."""

from django.db import models
from django.db.models import Q

from activity.history import track
from activity.records import Editable


@track
class LocalBirths(Editable):
    partnership = models.ForeignKey("accounts.Partnership", models.PROTECT, related_name="local_births")
    area = models.CharField(max_length=80)
    year_starts = models.DateField(help_text="First day of the year counted.")
    births = models.PositiveIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "local births"
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "area", "year_starts"], name="births_once_per_area_and_year"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="births_name_their_source"),
        ]
