"""What narrows the gate (restriction, exclusion) and what opens it for an hour (break-glass)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Record


@track
class Restriction(Record):
    """Only the people named may see this family (staff, relatives of staff)."""

    family = models.ForeignKey("families.Family", models.PROTECT, related_name="restrictions")
    reason = models.CharField(_("reason"), max_length=200)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    named = models.ManyToManyField(
        "accounts.User", through="families.RestrictionName", through_fields=("restriction", "user"), related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="restriction_ends_after_it_starts",
            ),
        ]


@track
class RestrictionName(Record):
    restriction = models.ForeignKey(Restriction, models.CASCADE, related_name="names")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["restriction", "user"], name="named_once")]


@track
class Exclusion(Record):
    """This user never sees this family, whatever their role. Beats everything."""

    family = models.ForeignKey("families.Family", models.PROTECT, related_name="exclusions")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="exclusions")
    reason = models.CharField(_("reason"), max_length=200)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="exclusion_ends_after_it_starts",
            ),
        ]


@track
class BreakGlass(Record):
    """An hour's sight of a case, taken with its exact reference and a reason; the manager is told."""

    case = models.ForeignKey("families.Case", models.PROTECT, related_name="broken_glass")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "broken glass"
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="glass_mends_after_breaking"),
        ]
        indexes = [models.Index(fields=["user", "ends_at"], name="glass_by_user")]
