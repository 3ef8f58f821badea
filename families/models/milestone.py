"""Clocks as stored rows, so that what is overdue is an indexed read."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Record
from families.querysets.milestone import MilestoneQuerySet


@track
class Milestone(Record):
    """A date by which something has to have happened in a case.

    ``first_due_on`` never changes after a meeting is rescheduled; ``due_on`` follows the facts
    while the milestone is unmet. ``sum`` keeps how the date was reached, for the page that explains it.
    """

    case = models.ForeignKey("families.Case", models.PROTECT, related_name="milestones")
    child = models.ForeignKey("families.Child", models.PROTECT, null=True, blank=True, related_name="milestones")
    rule = models.CharField(max_length=60, help_text="Key of the clock in the definition.")
    sequence = models.PositiveSmallIntegerField(default=1)
    trigger_on = models.DateField(null=True, blank=True)
    prompt_on = models.DateField(null=True, blank=True)
    first_due_on = models.DateField()
    due_on = models.DateField()
    met_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    why_late = models.CharField(_("why late"), max_length=200, blank=True)
    sum = models.JSONField(default=dict)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "rule", "child", "sequence"], nulls_distinct=False, name="one_milestone_per_turn"
            ),
            models.CheckConstraint(
                condition=Q(met_on__isnull=True) | Q(withdrawn_on__isnull=True), name="met_or_withdrawn_not_both"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "case"],
                condition=Q(met_on__isnull=True, withdrawn_on__isnull=True),
                name="milestone_waiting",
            ),
        ]
