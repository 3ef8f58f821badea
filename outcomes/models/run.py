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
        COURSE = "course", _("What else changed")
        COST = "cost", _("Cost avoided")
        COMPARISON = "comparison", _("Comparison")

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

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
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    error = models.CharField(max_length=500, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "kind", "first_day", "last_day", "parameters"],
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


@untracked("a passing number about a run, which is itself the record")
class RunProgress(models.Model):
    """How far a run has come, and whether somebody asked it to stop.

    Apart from the run, whose row its worker holds until the end: both are written over a connection of their own.
    """

    run = models.OneToOneField(OutcomeRun, models.CASCADE, primary_key=True, related_name="progress")
    done = models.PositiveIntegerField(default=0, help_text="Rows read so far.")
    total = models.PositiveIntegerField(default=0, help_text="Rows expected; 0 while that is not known.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often a worker began it.")
    stop_asked_at = models.DateTimeField(null=True, blank=True)
    stop_asked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.done}/{self.total}"


@untracked("computed from rows that have their history")
class CaseOutcome(Record):
    """What changed for one case, renewed by the worker whenever a fact of the case changes."""

    case = models.OneToOneField("families.Case", models.CASCADE, related_name="outcome")
    result = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    computed_at = models.DateTimeField()


@untracked("written by the nightly check alone, as it goes")
class OutcomeCheck(Record):
    """One comparison of every stored case outcome with a full recount. ``differing`` holds references.

    ``cases`` have been counted so far, of ``total``; a check without an end was broken off or is under way.
    """

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    cases = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    differing = models.JSONField(default=list)
    code_version = models.CharField(max_length=40)
