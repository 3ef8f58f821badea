"""What a job computed, from what, under which rules. The same input gives the same bytes."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activity.history import untracked
from activity.records import Record
from outcomes.querysets import RunQuerySet


@untracked("computed, and kept as its own record of what was computed when")
class OutcomeRun(Record):
    class Kind(models.TextChoices):
        DISTANCE = "distance_travelled", _("Distance travelled")
        REMOVALS = "removals", _("Removal rates")

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    service = models.ForeignKey("families.Service", models.PROTECT, related_name="runs")
    kind = models.CharField(max_length=20, choices=Kind)
    first_day = models.DateField()
    last_day = models.DateField()
    parameters = models.JSONField(
        default=dict, help_text="What else the figures depend on, such as the day counted as of."
    )
    definition_hashes = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the input rows.")
    result = models.JSONField(null=True, blank=True)
    result_hash = models.CharField(max_length=64, blank=True)
    code_version = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    error = models.CharField(max_length=500, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "kind", "first_day", "last_day"],
                condition=Q(state="asked"),
                name="one_run_of_a_kind_waits",
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="run_period_runs_forward"),
            models.CheckConstraint(
                condition=~Q(state="done") | (Q(result__isnull=False) & ~Q(fingerprint="")),
                name="done_runs_have_a_result",
            ),
        ]
        indexes = [models.Index(fields=["service", "kind", "-finished_at"], name="run_latest_first")]


@untracked("computed from rows that have their history")
class CaseOutcome(Record):
    """What changed for one case, renewed by the worker whenever a fact of the case changes."""

    case = models.OneToOneField("families.Case", models.CASCADE, related_name="outcome")
    result = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    computed_at = models.DateTimeField()


@untracked("written once by the nightly check, and never changed")
class OutcomeCheck(Record):
    """One comparison of every stored case outcome with a full recount. ``differing`` holds references."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    cases = models.PositiveIntegerField()
    differing = models.JSONField(default=list)
    code_version = models.CharField(max_length=40)
