"""Practical help: what was asked for a family, of whom, and what came of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable
from families.models.choices import HelpState
from families.querysets.practical_help import PracticalHelpQuerySet


@track
class PracticalHelp(Editable):
    """One line of the ledger. Amounts in pounds; ``decided_on`` is when it was awarded, refused or given up."""

    case = models.ForeignKey("families.Case", models.PROTECT, related_name="practical_help")
    kind = models.CharField(_("kind"), max_length=40, help_text="Key of the kind of help in the definition.")
    what = models.CharField(_("what was asked for"), max_length=200)
    asked_of = models.CharField(_("asked of"), max_length=120, blank=True)
    asked_on = models.DateField(_("asked on"))
    amount_asked = models.DecimalField(_("amount asked for"), max_digits=9, decimal_places=2, null=True, blank=True)
    state = models.CharField(_("what came of it"), max_length=10, choices=HelpState, default=HelpState.ASKED)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    amount_awarded = models.DecimalField(_("amount awarded"), max_digits=9, decimal_places=2, null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = PracticalHelpQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "practical help"
        constraints = [
            models.CheckConstraint(
                condition=Q(state=HelpState.ASKED, decided_on__isnull=True)
                | (~Q(state=HelpState.ASKED) & Q(decided_on__isnull=False)),
                name="help_is_decided_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=F("asked_on")),
                name="help_is_decided_after_asking",
            ),
            models.CheckConstraint(
                condition=Q(amount_awarded__isnull=True) | Q(state=HelpState.AWARDED),
                name="help_amount_is_of_an_award",
            ),
            models.CheckConstraint(
                condition=(Q(amount_asked__isnull=True) | Q(amount_asked__gte=0))
                & (Q(amount_awarded__isnull=True) | Q(amount_awarded__gte=0)),
                name="help_amounts_are_not_negative",
            ),
        ]
        indexes = [models.Index(fields=["case", "asked_on"], name="help_of_case")]
