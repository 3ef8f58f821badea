"""The first of two signatures, where the definition of a service asks for two."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Record
from reporting.models.returns import Return, ReturnVersion


@track
class FirstSignature(Record):
    """Figures that one person has signed, waiting for somebody else. ``shown`` are the figures in short, by line."""

    made_for = models.ForeignKey(Return, models.PROTECT, related_name="first_signatures")
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    why = models.CharField(_("why it is sent again"), max_length=500, blank=True, default="")
    shown = models.JSONField(default=dict)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.OneToOneField(
        ReturnVersion, models.PROTECT, null=True, blank=True, related_name="first_signature",
        help_text="What it became once somebody else had signed.",
    )  # fmt: skip

    class Meta:
        ordering = ["signed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["made_for"],
                condition=Q(withdrawn_at=None, version=None),
                name="one_first_signature_waits",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(version=None), name="first_signature_withdrawn_or_used"
            ),
        ]
