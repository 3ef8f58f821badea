from datetime import date, datetime, time, timedelta

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.history import untracked


class Kind(models.TextChoices):
    """What was done to a record, or to the door."""

    OPENED = "opened", _("Opened")
    LISTED = "listed", _("Listed")
    SEARCHED = "searched", _("Searched")
    EXPORTED = "exported", _("Exported")
    REFUSED = "refused", _("Refused")
    SIGNED_IN = "signed_in", _("Signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
    SIGNED_OUT = "signed_out", _("Signed out")
    BROKE_GLASS = "broke_glass", _("Broke the glass")


class AccessEntryQuerySet(models.QuerySet):
    """The read log, in the words of someone who searches it."""

    def by_user(self, user_id: object) -> "AccessEntryQuerySet":
        """Keep what one user did."""
        return self.filter(user_id=user_id)

    def about(self, reference: str) -> "AccessEntryQuerySet":
        """Keep what was done to the record with a reference, written in any case."""
        return self.filter(reference=reference.strip().upper())

    def between(self, first: date | None, last: date | None) -> "AccessEntryQuerySet":
        """Keep the days from first to last, both included, as London counts them."""
        found = self
        if first:
            found = found.filter(at__gte=_midnight(first))
        if last:
            found = found.filter(at__lt=_midnight(last + timedelta(days=1)))
        return found

    def older_than(self, entry_id: int | None) -> "AccessEntryQuerySet":
        """Keep what was written before an entry: the next page of a list, newest first."""
        return self.filter(pk__lt=entry_id) if entry_id else self


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@untracked("A log already: rows are only ever added, which PostgreSQL's grants enforce")
class AccessEntry(models.Model):
    """One line of the read log. It has no foreign key, so that it outlives all it names."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    kind = models.CharField(_("what"), max_length=20, choices=Kind.choices)
    user_id = models.UUIDField(_("user"), null=True)
    email = models.CharField(_("email address"), max_length=254, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    view = models.CharField(max_length=120, blank=True)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    detail = models.JSONField(default=dict)

    objects = AccessEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("access log entry")
        verbose_name_plural = _("access log")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["user_id", "-id"], name="access_by_user"),
            models.Index(fields=["reference", "-id"], name="access_by_reference"),
            models.Index(fields=["subject_id", "-id"], name="access_by_subject"),
            BrinIndex(fields=["at"], name="access_by_time"),
        ]

    def __str__(self) -> str:
        """Return what was done and to what."""
        return f"{self.get_kind_display()} {self.reference}".strip()
