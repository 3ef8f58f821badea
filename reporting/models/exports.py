"""Files that somebody asked for: made by the worker, fetched once, gone after a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activity.history import track, untracked
from activity.keys import new_id
from activity.records import Record
from reporting.querysets import ExportQuerySet

if TYPE_CHECKING:
    from families.models import Service


@track
class Export(Record):
    """What was asked for, by ``entered_by``: a file of a return, or of the months of a service.

    ``digest`` is of the bytes: the same asked for again gives the same.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for the worker")
        WORKING = "working", _("Being made")
        READY = "ready", _("Ready")
        FETCHED = "fetched", _("Fetched")
        GONE = "gone", _("Deleted after a day")
        WITHHELD = "withheld", _("Not handed out: a record in it may no longer be seen by you")
        FAILED = "failed", _("Failed")

    class What(models.TextChoices):
        DRAFT = "draft", _("Draft")
        VERSION = "version", _("As signed")
        RELEASE = "release", _("For everybody")
        EXTRACT = "extract", _("Rows for evaluators, without names")
        MONTHS = "months", _("By outcome and month")
        CELLS = "cells", _("By outcome and month, one row for each cell")

    of = models.ForeignKey("reporting.Return", models.PROTECT, null=True, blank=True, related_name="exports")
    months_of = models.ForeignKey(
        "families.Service", models.PROTECT, null=True, blank=True, related_name="exports_by_month"
    )
    measure = models.CharField(max_length=10, blank=True)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    version = models.ForeignKey(
        "reporting.ReturnVersion", models.PROTECT, null=True, blank=True, related_name="exports"
    )
    what = models.CharField(max_length=10, choices=What)
    ending = models.CharField(max_length=5)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    name = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    error = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-entered_at", "-id"]
        indexes = [
            models.Index(fields=["state"], name="export_at_work", condition=Q(state__in=["asked", "working"])),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(what__in=["draft", "extract", "months", "cells"], version__isnull=True)
                | Q(what__in=["version", "release"], version__isnull=False),
                name="export_of_a_version_names_it",
            ),
            models.CheckConstraint(
                condition=Q(
                    what__in=["draft", "version", "release", "extract"],
                    of__isnull=False,
                    months_of__isnull=True,
                    measure="",
                    first_day__isnull=True,
                    last_day__isnull=True,
                )
                | Q(
                    what__in=["months", "cells"],
                    of__isnull=True,
                    months_of__isnull=False,
                    measure__in=["contacts", "referrals"],
                    first_day__isnull=False,
                    last_day__gte=F("first_day"),
                ),
                name="export_of_a_return_or_of_months",
            ),
            models.CheckConstraint(
                condition=~Q(state="fetched") | Q(fetched_at__isnull=False), name="fetched_exports_say_when"
            ),
        ]

    @property
    def service(self) -> Service:
        """Whose figures are in it."""
        found = self.of.service if self.of else self.months_of
        assert found is not None  # noqa: S101  (the database holds one of the two)
        return found


@untracked("a passing number about a file, whose own row is tracked")
class ExportProgress(models.Model):
    """How far the worker is, apart from the export, whose row it holds: written over a connection of its own."""

    class Part(models.TextChoices):
        FIGURES = "figures", _("Counting the figures")
        ROWS = "rows", _("Reading the rows")
        SHEETS = "sheets", _("Writing the sheets")
        PAPER = "paper", _("Setting the paper")
        TABLE = "table", _("Writing the table")

    export = models.OneToOneField(Export, models.CASCADE, primary_key=True, related_name="progress")
    part = models.CharField(max_length=10, choices=Part, blank=True, help_text="What is being made now.")
    done = models.PositiveSmallIntegerField(default=0, help_text="Parts that are made.")
    total = models.PositiveSmallIntegerField(default=0, help_text="Parts there are; 0 before a worker began.")

    def __str__(self) -> str:
        return f"{self.done}/{self.total}"

    @property
    def percent(self) -> int:
        """How much is made, in parts."""
        return 100 * self.done // self.total if self.total else 0


@untracked("The bytes on their way: deleted when they are fetched, or after a day; the row beside is tracked")
class ExportFile(models.Model):
    """``key`` stands in the link, which works once. ``cases`` are those of which it has rows."""

    export = models.OneToOneField(Export, models.CASCADE, primary_key=True, related_name="file")
    key = models.UUIDField(default=new_id, unique=True, editable=False)
    body = models.BinaryField()
    cases = ArrayField(models.UUIDField(), default=list, blank=True)
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.export_id)
