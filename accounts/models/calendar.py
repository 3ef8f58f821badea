"""The address under which a calendar program fetches somebody's own appointments."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activity.history import track, untracked
from activity.records import Record


@track(exclude=["digest"])
class CalendarFeed(Record):
    """One address of one user. Its secret part is shown once; its SHA-256 is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.PROTECT, related_name="calendar_feeds"
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="one_calendar_feed_at_a_time"
            )
        ]

    def __str__(self) -> str:
        """Return whose it is."""
        return str(self.user)


@untracked("A counter: the read log says who fetched what and when")
class CalendarFeedUse(models.Model):
    """How often an address was asked for in the present hour."""

    feed = models.OneToOneField(CalendarFeed, models.CASCADE, primary_key=True, related_name="use")
    last_used_at = models.DateTimeField()
    hour = models.BigIntegerField(help_text="Hours since 1970.")
    requests = models.PositiveIntegerField()

    def __str__(self) -> str:
        """Return what it counts."""
        return f"{self.feed_id} {self.requests}"
