"""Readings of a tool: who answered, when, at which point of the work, and each score or its silence."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable, Record
from outcomes.querysets import AssessmentQuerySet


class Point(models.TextChoices):
    START = "start", _("Start")
    INTERIM = "interim", _("In between")
    END = "end", _("End")


class Respondent(models.TextChoices):
    WORKER = "worker", _("Worker")
    PARENT = "parent", _("Parent")
    JOINT = "joint", _("Together")


class Missing(models.TextChoices):
    NOT_APPLICABLE = "not_applicable", _("Does not apply")
    PREFERRED_NOT_TO = "preferred_not_to", _("Preferred not to say")
    NOT_ASKED = "not_asked", _("Not asked")


@track
class Assessment(Editable):
    """One reading. Withdrawn, it stays to be read and counts nowhere."""

    case = models.ForeignKey("families.Case", models.PROTECT, related_name="assessments")
    version_used = models.ForeignKey("outcomes.ToolVersion", models.PROTECT, related_name="assessments")
    point = models.CharField(_("when in the work"), max_length=8, choices=Point)
    respondent = models.CharField(_("who answered"), max_length=8, choices=Respondent)
    assessed_on = models.DateField(_("date"))
    assessed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(_("in their own words"), blank=True, max_length=20_000)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.CharField(_("why it is withdrawn"), max_length=200, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "version_used", "respondent", "assessed_on", "point"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_reading_of_a_kind_a_day",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
                name="a_withdrawal_says_who_and_why",
            ),
        ]
        indexes = [models.Index(fields=["case", "assessed_on"], name="assessment_by_case")]


@track
class Score(Record):
    """A value on the domain's scale, or why there is none. Never both, never neither."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    domain = models.ForeignKey("outcomes.Domain", models.PROTECT, related_name="scores")
    value = models.SmallIntegerField(null=True, blank=True)
    missing = models.CharField(max_length=20, choices=Missing, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "domain"], name="one_score_per_domain"),
            models.CheckConstraint(
                condition=Q(value__isnull=False, missing="") | (Q(value__isnull=True) & ~Q(missing="")),
                name="score_or_reason",
            ),
        ]
