"""Two cohorts side by side, entered as rows with their source: published tables, or counts from before the records."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Record
from outcomes.querysets import ComparisonQuerySet
from outcomes.statistics.cells import NAMES, SUMS


@track
class Comparison(Record):
    """What was compared, and who says so. Never changed: a wrong one is withdrawn and entered again."""

    service = models.ForeignKey("families.Service", models.PROTECT, related_name="comparisons")
    title = models.CharField(_("title"), max_length=120)
    source = models.CharField(_("source"), max_length=300)
    happened = models.CharField(_("what happened"), max_length=60)
    otherwise = models.CharField(_("what happened otherwise"), max_length=60)
    before = models.CharField(_("what went before"), max_length=60, blank=True)
    confounders = models.TextField(_("what else differed"), max_length=4000)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="withdrawn_comparisons_say_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["service", "-entered_at"], name="comparisons_of_service")]

    def __str__(self) -> str:
        return self.title


def _adds_up(whole: str, one: str, other: str) -> Q:
    """Where all three are known, the parts make up the whole; no known part exceeds it."""
    unknown = Q(**{f"{whole}__isnull": True})
    fits = [unknown | Q(**{f"{part}__isnull": True}) | Q(**{f"{part}__lte": F(whole)}) for part in (one, other)]
    both = Q(**{f"{one}__isnull": True}) | Q(**{f"{other}__isnull": True}) | Q(**{whole: F(one) + F(other)})
    return fits[0] & fits[1] & (unknown | both)


def _cell(**kwargs: object) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(null=True, blank=True, **kwargs)  # type: ignore[arg-type]


@track
class ComparisonCohort(Record):
    """One of the two. A cell is what was given or follows from what was given; empty is unknown."""

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="cohorts")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(_("name"), max_length=120)
    size = models.PositiveIntegerField()
    happened = models.PositiveIntegerField()
    otherwise = models.PositiveIntegerField()
    with_all = _cell()
    without_all = _cell()
    with_happened = _cell()
    with_otherwise = _cell()
    without_happened = _cell()
    without_otherwise = _cell()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["comparison", "position"], name="cohort_position_once"),
            models.CheckConstraint(condition=Q(position__in=[1, 2]), name="two_cohorts_are_compared"),
            *(
                models.CheckConstraint(condition=_adds_up(*one), name=f"cohort_adds_up_{number}")
                for number, one in enumerate(SUMS, start=1)
            ),
        ]
        triggers = [pgtrigger.Protect(name="cohorts_stay_as_entered", operation=pgtrigger.Update)]

    @property
    def cells(self) -> dict[str, int | None]:
        """Every cell by name."""
        return {name: getattr(self, name) for name in NAMES}
