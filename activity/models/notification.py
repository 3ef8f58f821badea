from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Record


class NotificationQuerySet(models.QuerySet):
    """What a user has been told."""

    def visible_to(self, user: object) -> "NotificationQuerySet":
        """Keep a user's own."""
        return self.filter(user=user)

    def open(self) -> "NotificationQuerySet":
        """Keep what nobody has acknowledged."""
        return self.filter(acknowledged_at__isnull=True)


@track
class Notification(Record):
    """A line for one user, until it is acknowledged.

    `text` holds no personal data of a family: it may be read over a shoulder. The link
    leads to the record, where what the reader may see is decided anew.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.PROTECT, related_name="+"
    )
    kind = models.SlugField(_("kind"), max_length=60)
    text = models.CharField(_("text"), max_length=300)
    link = models.CharField(_("link"), max_length=300, blank=True)
    mailed_at = models.DateTimeField(
        _("told by e-mail at"), null=True, blank=True, help_text="That something waits; alone or in a digest."
    )
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("acknowledged by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["user", "-id"],
                name="notification_open",
                condition=models.Q(acknowledged_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | models.Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="notification_acknowledged_by_someone",
            )
        ]

    def __str__(self) -> str:
        """Return the text."""
        return self.text
