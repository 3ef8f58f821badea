"""A multi-agency panel: what it looked at, who came, what it decided, and disputes that it settles."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable, Record
from referrals.querysets.panel import PanelQuerySet


@track
class Panel(Editable):
    """One sitting of a team's panel. ``minutes`` are empty until it is closed, then they stand."""

    partnership = models.ForeignKey("accounts.Partnership", models.PROTECT, related_name="+")
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="panels")
    held_on = models.DateField(_("day"))
    starts_at = models.TimeField(_("time"), null=True, blank=True)
    place = models.CharField(_("where"), max_length=120, blank=True)
    chair = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    minutes = models.JSONField(null=True, blank=True)

    objects = PanelQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["team", "held_on"], name="one_panel_a_day"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, minutes__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False, minutes__isnull=False),
                name="closed_panels_have_minutes",
            ),
        ]


@track
class PanelMember(Record):
    """Somebody asked to the panel, of our teams or of another agency."""

    class Came(models.TextChoices):
        NOT_SAID = "", _("Not recorded")
        YES = "yes", _("Attended")
        APOLOGIES = "apologies", _("Apologies")
        NO = "no", _("Absent")

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="members")
    agency = models.CharField(_("agency"), max_length=120)
    name = models.CharField(_("name"), max_length=120, blank=True)
    came = models.CharField(_("attendance"), max_length=10, choices=Came, blank=True, default=Came.NOT_SAID)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(came="yes") | ~Q(name=""), name="whoever_came_has_a_name"),
        ]


@track
class Dispute(Record):
    """Somebody does not agree with a decision. Reviewed by somebody who did not take it."""

    class Finding(models.TextChoices):
        UPHELD = "upheld", _("The decision stands")
        CHANGED = "changed", _("The referral is taken up again")

    referral = models.ForeignKey("referrals.Referral", models.PROTECT, related_name="disputes")
    decision = models.ForeignKey("referrals.Decision", models.PROTECT, related_name="disputes")
    raised_on = models.DateField()
    raised_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    why = models.CharField(_("why"), max_length=1000)
    finding = models.CharField(max_length=10, choices=Finding, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    reviewed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral"], condition=Q(finding=""), name="one_open_dispute_of_a_referral"
            ),
            models.CheckConstraint(
                condition=Q(finding="", reviewed_on__isnull=True, reviewed_by__isnull=True)
                | (~Q(finding="") & Q(reviewed_on__isnull=False, reviewed_by__isnull=False)),
                name="a_finding_has_its_reviewer",
            ),
        ]


@track
class PanelItem(Editable):
    """A referral on the agenda, what was said of it, and how it left the table."""

    class Why(models.TextChoices):
        """Why it is on the agenda."""

        DISPUTED = "disputed", _("Decision disputed")
        UNDECIDED = "undecided", _("Waits for a decision")
        REVIEW = "review", _("Review date has come")
        DEFERRED = "deferred", _("Deferred by the last panel")

    class Outcome(models.TextChoices):
        OPEN = "", _("Not discussed yet")
        DECIDED = "decided", _("Decided")
        UPHELD = "upheld", _("The decision stands")
        DEFERRED = "deferred", _("Deferred to the next panel")
        ELSEWHERE = "elsewhere", _("Decided outside the panel")

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="items")
    referral = models.ForeignKey("referrals.Referral", models.PROTECT, related_name="panel_items")
    why = models.CharField(max_length=10, choices=Why)
    dispute = models.ForeignKey(Dispute, models.PROTECT, null=True, blank=True, related_name="panel_items")
    discussion = models.TextField(_("what was said"), blank=True, max_length=20_000)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default=Outcome.OPEN)
    decision = models.ForeignKey(
        "referrals.Decision", models.PROTECT, null=True, blank=True, related_name="panel_items"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "referral"], name="referral_once_per_panel"),
            models.CheckConstraint(
                condition=~Q(outcome="decided") | Q(decision__isnull=False), name="decided_items_have_a_decision"
            ),
        ]
