"""What partners' systems send about a referral: every message kept, in the sender's own order."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Record
from referrals.models.referral import Referral


@track
class SourceRecord(Record):
    """The sender's own record behind a referral, and the place of the newest message about it."""

    system = models.ForeignKey("accounts.PartnerSystem", models.PROTECT, related_name="records")
    reference = models.CharField(_("the sender's reference"), max_length=80)
    referral = models.OneToOneField(Referral, models.PROTECT, related_name="source_record")
    last_sent_at = models.DateTimeField()
    last_sequence = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "reference"], name="one_referral_for_a_senders_reference"),
        ]

    def __str__(self) -> str:
        return self.reference


@track
class SystemMessage(Record):
    """One message of a system. ``held``: what it changes that nobody here has looked at yet."""

    class Outcome(models.TextChoices):
        RECEIVED = "received", _("A new referral")
        UPDATED = "updated", _("Newer facts, taken over")
        UNCHANGED = "unchanged", _("Nothing new")
        OLDER = "older", _("Older than what is known; kept, without effect")
        FOR_THE_TEAM = "for_the_team", _("Newer facts, shown to the team")

    record = models.ForeignKey(SourceRecord, models.PROTECT, related_name="messages")
    sent_at = models.DateTimeField(help_text="By the sender's clock.")
    sequence = models.PositiveBigIntegerField(default=0)
    told = models.JSONField(encoder=DjangoJSONEncoder)
    outcome = models.CharField(max_length=12, choices=Outcome)
    held = models.JSONField(default=list, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["sent_at", "sequence", "id"]
        indexes = [models.Index(fields=["record", "sent_at", "sequence"], name="message_in_senders_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="a_message_is_seen_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.sent_at:%Y-%m-%d %H:%M} {self.sequence}"
