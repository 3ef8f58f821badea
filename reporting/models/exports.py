"""Files that somebody asked for: made by the worker, fetched once, gone after a day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activity.history import track, untracked
from activity.keys import new_id
from activity.records import Record
from reporting.querysets import ExportQuerySet


@track
class Export(Record):
    """What was asked for, by ``entered_by``, and how far it is. ``digest`` is of the bytes: the same asked for again
    gives the same.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for the worker")
        WORKING = "working", _("Being made")
        READY = "ready", _("Ready")
        FETCHED = "fetched", _("Fetched")
        GONE = "gone", _("Deleted after a day")
        FAILED = "failed", _("Failed")

    class What(models.TextChoices):
        DRAFT = "draft", _("Draft")
        VERSION = "version", _("As signed")
        RELEASE = "release", _("For everybody")
        EXTRACT = "extract", _("Rows for evaluators, without names")

    of = models.ForeignKey("reporting.Return", models.PROTECT, related_name="exports")
    version = models.ForeignKey(
        "reporting.ReturnVersion", models.PROTECT, null=True, blank=True, related_name="exports"
    )
    what = models.CharField(max_length=10, choices=What)
    ending = models.CharField(max_length=5)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    percent = models.PositiveSmallIntegerField(default=0)
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
                condition=Q(what__in=["draft", "extract"], version__isnull=True)
                | Q(what__in=["version", "release"], version__isnull=False),
                name="export_of_a_version_names_it",
            ),
            models.CheckConstraint(
                condition=~Q(state="fetched") | Q(fetched_at__isnull=False), name="fetched_exports_say_when"
            ),
        ]


@untracked("The bytes on their way: deleted when they are fetched, or after a day; the row beside is tracked")
class ExportFile(models.Model):
    """``key`` stands in the link, which works once."""

    export = models.OneToOneField(Export, models.CASCADE, primary_key=True, related_name="file")
    key = models.UUIDField(default=new_id, unique=True, editable=False)
    body = models.BinaryField()
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.export_id)
