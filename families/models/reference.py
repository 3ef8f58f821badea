"""The counters behind short references such as ``JS-26-00123``."""

from django.db import models

from activity.history import untracked


@untracked("a counter; what it numbered is in each record")
class ReferenceCounter(models.Model):
    """The last number given out for a prefix in a year; incremented under a row lock."""

    partnership = models.ForeignKey("accounts.Partnership", models.PROTECT, related_name="+")
    prefix = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "prefix", "year"], name="one_counter_per_prefix_and_year"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}: {self.last}"
