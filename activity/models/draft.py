from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.history import untracked
from activity.keys import new_id


@untracked("Half-written text: its history begins when it is saved as a record")
class Draft(models.Model):
    """What one user has typed into one form and not saved yet. No other user reads it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("user"), on_delete=models.PROTECT, related_name="+"
    )
    kind = models.SlugField(_("form"), max_length=60)
    subject_id = models.CharField(max_length=64, blank=True)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["user", "kind", "subject_id"], name="draft_one_per_form")]

    def __str__(self) -> str:
        """Return which form it belongs to."""
        return f"{self.kind} {self.subject_id}".strip()
