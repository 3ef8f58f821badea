from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.history import untracked


class OutboxQuerySet(models.QuerySet):
    """Messages on their way."""

    def waiting(self) -> "OutboxQuerySet":
        """Keep what is neither delivered nor parked."""
        return self.filter(delivered_at__isnull=True, parked_at__isnull=True)

    def due(self, now: datetime) -> "OutboxQuerySet":
        """Keep what waits and may be tried at `now`, oldest first."""
        return self.waiting().filter(try_at__lte=now).order_by("try_at", "id")

    def parked(self) -> "OutboxQuerySet":
        """Keep what failed too often and waits for somebody to look."""
        return self.filter(parked_at__isnull=False, delivered_at__isnull=True)


@untracked("A queue: what a message causes is tracked where it is caused")
class OutboxMessage(models.Model):
    """Something that must happen after the transaction which wrote this row."""

    id = models.BigAutoField(primary_key=True)
    topic = models.CharField(_("topic"), max_length=80)
    key = models.CharField(_("key"), max_length=120, blank=True)
    payload = models.JSONField(default=dict)
    context = models.JSONField(default=dict)
    published_at = models.DateTimeField(_("published at"), default=timezone.now)
    try_at = models.DateTimeField(_("next try"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True)
    parked_at = models.DateTimeField(_("parked at"), null=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("message on its way")
        verbose_name_plural = _("messages on their way")
        indexes = [
            models.Index(
                fields=["try_at", "id"],
                name="outbox_due",
                condition=models.Q(delivered_at__isnull=True, parked_at__isnull=True),
            ),
            models.Index(
                fields=["topic", "key"],
                name="outbox_same",
                condition=models.Q(delivered_at__isnull=True, parked_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        """Return the topic and the number."""
        return f"{self.topic} {self.pk}"
