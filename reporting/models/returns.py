"""Returns: a draft that recomputes, and frozen versions that keep the rows behind every figure."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activity.history import track, untracked
from activity.records import Editable, Record
from reporting.querysets import ReturnQuerySet


@track
class Return(Editable):
    """One service and one period. Its versions are what was signed off."""

    service = models.ForeignKey("families.Service", models.PROTECT, related_name="returns")
    first_day = models.DateField()
    last_day = models.DateField()
    commentary = models.JSONField(_("commentary"), default=dict, help_text="Text by group of lines.")

    objects = ReturnQuerySet.as_manager()

    class Meta:
        ordering = ["-first_day", "-last_day"]
        constraints = [
            models.UniqueConstraint(fields=["service", "first_day", "last_day"], name="one_return_per_period"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="return_period_runs_forward"),
        ]


@track
class ReturnVersion(Record):
    """Signed off, and from then on unchangeable."""

    made_for = models.ForeignKey(Return, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    first_signed_at = models.DateTimeField(null=True, blank=True)
    first_signed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+",
        help_text="The other person, where the service's definition asks for two.",
    )  # fmt: skip
    commentary = models.JSONField(default=dict)
    why = models.CharField(_("why it is sent again"), max_length=500, blank=True, default="")
    definition_hash = models.CharField(
        max_length=64, blank=True, default="", help_text="Of the service version whose layout it follows."
    )
    to_date = models.JSONField(default=dict, help_text="Figures of the year to date by line; empty for a year.")
    digest = models.CharField(max_length=64, help_text="SHA-256 over the lines and their rows.")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["made_for", "number"], name="version_number_once_per_return"),
            models.CheckConstraint(
                condition=~Q(first_signed_by=F("signed_by")) | Q(first_signed_by=None), name="two_people_signed"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="signed_version_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]


@track
class ReturnLine(Record):
    """One frozen figure. ``value`` is the figure as text, exact; counts and unknowns beside it."""

    version = models.ForeignKey(ReturnVersion, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=20, default="")
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=200)
    mark = models.CharField(max_length=64, blank=True, default="", help_text="Sum over the keys and parts of its rows.")
    numerator = models.IntegerField(null=True, blank=True)
    denominator = models.IntegerField(null=True, blank=True)
    value = models.CharField(max_length=40)
    unknown = models.PositiveIntegerField(default=0)
    figure = models.JSONField(default=dict, help_text="The whole figure as it was computed.")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="line_once_per_version")]
        triggers = [pgtrigger.Protect(name="signed_line_stays", operation=pgtrigger.Update | pgtrigger.Delete)]


@track
class Release(Record):
    """A version as everybody may have it: every count, and the names of those that are held back.

    The counts are kept whole, so that no later release tells what this one held back. Never shown themselves.
    """

    version = models.OneToOneField(ReturnVersion, models.PROTECT, related_name="release")
    released_at = models.DateTimeField()
    released_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    counts = models.JSONField(default=dict, help_text="Counts of the period by name.")
    to_date = models.JSONField(default=dict, help_text="Counts of the year to date by name; empty for a year.")
    held = models.JSONField(default=list, help_text="Cells of both tables that are held back.")

    class Meta:
        triggers = [pgtrigger.Protect(name="release_stays", operation=pgtrigger.Update | pgtrigger.Delete)]


@untracked("written once with the version it belongs to, and protected from any change")
class ReturnRow(models.Model):
    """A row behind a frozen figure. Written once in bulk and never changed, so it has no history of its own."""

    class Part(models.TextChoices):
        NUMERATOR = "numerator", _("Counted")
        DENOMINATOR = "denominator", _("In the population, not counted")
        UNKNOWN = "unknown", _("Not known")

    id = models.BigAutoField(primary_key=True)
    line = models.ForeignKey(ReturnLine, models.PROTECT, related_name="rows")
    part = models.CharField(max_length=12, choices=Part)
    reference = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.UUIDField()
    case_id = models.UUIDField(null=True, blank=True, help_text="The case that decides who may see the row.")
    band = models.CharField(max_length=20, blank=True, default="")
    weight = models.PositiveIntegerField(default=1)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["line", "part", "reference"], name="frozen_row_by_line")]
        triggers = [pgtrigger.Protect(name="signed_row_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.reference
