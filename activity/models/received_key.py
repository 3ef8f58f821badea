from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.history import untracked


@untracked("A guard against sending twice: rows are added once and never changed by people")
class ReceivedKey(models.Model):
    """A key that a sender gave to one create, and what came of it."""

    id = models.BigAutoField(primary_key=True)
    sender = models.CharField(_("sender"), max_length=120)
    key = models.CharField(_("key"), max_length=120)
    body_digest = models.CharField(max_length=64)
    object_type = models.CharField(max_length=80, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField(_("received at"), default=timezone.now)

    class Meta:
        verbose_name = _("received key")
        verbose_name_plural = _("received keys")
        constraints = [
            models.UniqueConstraint(fields=["sender", "key"], name="received_key_once"),
        ]

    def __str__(self) -> str:
        """Return who sent which key."""
        return f"{self.sender} {self.key}"
