"""A case passed to another team or service: asked for by one, taken over by the other or not at all."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable
from families.querysets.transfer import TransferQuerySet

# A chain of a hundred services is nobody's; the bound is there so that no row can make it run for ever.
_GOES_ON_IN = """
    NEW.goes_on_in_id := NEW.to_case_id;
    FOR step IN 1..100 LOOP
        SELECT to_case_id INTO onward FROM families_transfer
        WHERE case_id = NEW.goes_on_in_id AND to_case_id IS NOT NULL AND id <> NEW.id LIMIT 1;
        EXIT WHEN onward IS NULL;
        NEW.goes_on_in_id := onward;
    END LOOP;
    RETURN NEW;
"""
# Setting it to anything makes the trigger above count it anew.
_THE_PAST_FOLLOWS = """
    UPDATE families_transfer SET goes_on_in_id = to_case_id
    WHERE id <> NEW.id AND to_case_id IS NOT NULL
      AND (goes_on_in_id = NEW.case_id OR (TG_OP = 'UPDATE' AND goes_on_in_id = OLD.goes_on_in_id));
    RETURN NULL;
"""


@track
class Transfer(Editable):
    """The case goes over on ``accepted_on`` and not before. ``summary`` is what the other team is told first.

    With ``to_service`` it is another service that takes over: the case ends here and goes on as ``to_case`` there.
    ``goes_on_in`` is the case in which it goes on today: that one, until it is handed on in its turn. The database
    keeps it, whoever writes a transfer, for the gate asks it who may read the past.
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
    goes_on_in = models.ForeignKey(
        "families.Case", models.PROTECT, null=True, blank=True, editable=False, related_name="past"
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
            models.CheckConstraint(
                condition=Q(to_case__isnull=True, goes_on_in__isnull=True)
                | Q(to_case__isnull=False, goes_on_in__isnull=False),
                name="what_was_handed_on_goes_on_somewhere",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="goes_on_where_it_is_now",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("onward", "uuid")],
                func=_GOES_ON_IN,
            ),
            pgtrigger.Trigger(
                name="the_past_follows_the_case",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("case_id", "to_case_id"),
                func=_THE_PAST_FOLLOWS,
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
