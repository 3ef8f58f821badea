"""How a case ends: asked for by a worker, signed off by a manager, and perhaps undone."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable


@track
class Closure(Editable):
    """``is_loss`` and ``is_transfer`` are copied from the definition's reason."""

    case = models.ForeignKey("families.Case", models.PROTECT, related_name="closures")
    reason = models.CharField(max_length=40, help_text="Key of the reason in the definition.")
    is_loss = models.BooleanField(default=False)
    is_transfer = models.BooleanField(default=False)
    note = models.TextField(_("summary"), blank=True, max_length=20_000)
    end_scores_missing_reason = models.CharField(max_length=200, blank=True)
    statuses = models.JSONField(
        default=list,
        blank=True,
        help_text="Statuses in force when it was asked for, as the worker confirmed them.",
    )
    register_acknowledged = models.BooleanField(
        default=False, help_text="The manager knew that a child was on the register."
    )
    asked_on = models.DateField()
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    signed_on = models.DateField(null=True, blank=True)
    signed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    refused_on = models.DateField(null=True, blank=True)
    refused_reason = models.CharField(max_length=200, blank=True)
    reopened_on = models.DateField(null=True, blank=True)
    reopened_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(refused_on__isnull=True, reopened_on__isnull=True),
                name="one_closure_in_force",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | Q(refused_on__isnull=True),
                name="signed_or_refused_not_both",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | Q(asked_by__isnull=True) | ~Q(signed_by=F("asked_by")),
                name="closure_is_signed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | Q(signed_on__gte=F("asked_on")),
                name="closure_signed_after_asking",
            ),
            models.CheckConstraint(
                condition=Q(reopened_on__isnull=True) | Q(signed_on__isnull=False, reopened_on__gte=F("signed_on")),
                name="only_the_closed_is_reopened",
            ),
        ]
