"""A case passed to another team or service: asked for by one, taken over by the other or not at all."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable
from families.querysets.transfer import TransferQuerySet


@track
class Transfer(Editable):
    """The case goes over on ``accepted_on`` and not before. ``summary`` is what the other team is told first.

    With ``to_service`` it is another service that takes over: the case ends here and goes on as ``to_case`` there.
    """

    case = models.ForeignKey("families.Case", models.PROTECT, related_name="transfers")
    from_team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="transfers_out")
    to_team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="transfers_in")
    to_service = models.ForeignKey(
        "families.Service", models.PROTECT, null=True, blank=True, related_name="+", help_text="Empty: the same one."
    )
    to_case = models.ForeignKey(
        "families.Case", models.PROTECT, null=True, blank=True, editable=False, related_name="came_by"
    )
    reason = models.CharField(_("why"), max_length=200)
    summary = models.TextField(_("what the other team should know"), max_length=20_000)
    asked_on = models.DateField()
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    accepted_on = models.DateField(null=True, blank=True)
    refused_on = models.DateField(null=True, blank=True)
    refused_reason = models.CharField(_("why not"), max_length=200, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_team=F("to_team")), name="transfer_goes_elsewhere"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(accepted_on__isnull=True, refused_on__isnull=True, withdrawn_on__isnull=True),
                name="one_transfer_waits_per_case",
            ),
            models.CheckConstraint(
                condition=Q(accepted_on__isnull=True, refused_on__isnull=True)
                | Q(accepted_on__isnull=True, withdrawn_on__isnull=True)
                | Q(refused_on__isnull=True, withdrawn_on__isnull=True),
                name="transfer_has_one_answer",
            ),
            models.CheckConstraint(
                condition=Q(accepted_on__isnull=True, refused_on__isnull=True, withdrawn_on__isnull=True)
                | Q(answered_by__isnull=False),
                name="transfer_answer_has_a_person",
            ),
            models.CheckConstraint(
                condition=Q(refused_on__isnull=True) | ~Q(refused_reason=""), name="transfer_is_refused_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(to_service__isnull=True, to_case__isnull=True)
                | Q(to_service__isnull=False, to_case__isnull=True, accepted_on__isnull=True)
                | Q(to_service__isnull=False, to_case__isnull=False, accepted_on__isnull=False),
                name="another_service_goes_on_with_its_own_case",
            ),
        ]

    @property
    def state(self) -> str:
        """waiting, accepted, refused or withdrawn."""
        if self.accepted_on:
            return "accepted"
        if self.refused_on:
            return "refused"
        return "withdrawn" if self.withdrawn_on else "waiting"
