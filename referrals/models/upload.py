"""A file of referrals on its way in: what was uploaded, what is wrong with it, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activity.history import track, untracked
from activity.records import Record
from referrals.models.referral import Referral

if TYPE_CHECKING:
    from accounts.models import User


class UploadQuerySet(models.QuerySet["Upload"]):
    """Uploads."""

    def visible_to(self, user: User) -> UploadQuerySet:
        """Keep the own ones: a preview shows what only this user may know."""
        return self.filter(entered_by=user)

    def waiting_for_a_worker(self) -> UploadQuerySet:
        """Keep those that are being checked or written."""
        return self.filter(state__in=[Upload.State.CHECKING, Upload.State.WRITING])


@track
class Upload(Record):
    """Who uploaded how many rows, and what became of them. Nothing here tells of anybody in the file."""

    class State(models.TextChoices):
        CHECKING = "checking", _("Being checked")
        READY = "ready", _("Checked, not sent yet")
        WRITING = "writing", _("Being sent")
        DONE = "done", _("Sent")
        DISCARDED = "discarded", _("Thrown away")
        EXPIRED = "expired", _("Deleted after a day without being sent")

    service = models.ForeignKey("families.Service", models.PROTECT, related_name="+")
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="+")
    by_team = models.BooleanField(default=False, help_text="Written down by the receiving team itself.")
    state = models.CharField(max_length=10, choices=State, default=State.CHECKING)
    rows = models.PositiveIntegerField()
    stale = models.BooleanField(default=False, help_text="Something had changed since the preview: look again.")
    fault = models.CharField(max_length=300, blank=True, help_text="Why the last try to send it failed.")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state"], name="upload_at_work", condition=Q(state__in=["checking", "writing"])),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["writing", "done"]) | Q(confirmed_at__isnull=False),
                name="what_is_sent_was_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rows} {self.state}"


@untracked("The file as it came: deleted once it is sent, or after a day; the history keeps nothing of it")
class UploadFile(models.Model):
    """The bytes, and how they were read. ``checked``: rows checked so far."""

    upload = models.OneToOneField(Upload, models.CASCADE, primary_key=True, related_name="file")
    name = models.CharField(max_length=200)
    body = models.BinaryField()
    notices = models.JSONField(default=list)
    checked = models.PositiveIntegerField(default=0)
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


@untracked("A row of the file on its way: deleted with it; what comes of it is a referral, which is tracked")
class UploadRow(models.Model):
    """One row as it was read, what is wrong with it, whom it resembles, and what the uploader decided."""

    class Level(models.TextChoices):
        UNCHECKED = "unchecked", _("Not checked yet")
        GOOD = "good", _("Accepted")
        WARNING = "warning", _("Accepted with a warning")
        ALIKE = "alike", _("Perhaps the same person")
        WRONG = "wrong", _("Wrong")

    class Choice(models.TextChoices):
        SEND = "send", _("Send it all the same")
        LEAVE = "leave", _("Leave this row out")

    id = models.BigAutoField(primary_key=True)
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(help_text="As a spreadsheet counts, the heading being 1.")
    cells = models.JSONField()
    faults = models.JSONField(default=list, help_text="Cells that could not be read: column and what is wrong.")
    twins = models.JSONField(default=list, help_text="Numbers of earlier rows that may be the same person.")
    level = models.CharField(max_length=9, choices=Level, default=Level.UNCHECKED)
    findings = models.JSONField(default=list)
    alike = models.JSONField(default=list)
    choice = models.CharField(max_length=5, choices=Choice, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="upload_row_once")]
        indexes = [models.Index(fields=["upload", "level", "number"], name="upload_rows_by_level")]

    def __str__(self) -> str:
        return str(self.number)


@track
class UploadedReferral(Record):
    """Which referral a row became."""

    upload = models.ForeignKey(Upload, models.PROTECT, related_name="results")
    number = models.PositiveIntegerField()
    referral = models.OneToOneField(Referral, models.PROTECT, related_name="uploaded")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="a_row_becomes_one_referral")]

    def __str__(self) -> str:
        return f"{self.upload_id} {self.number}"
