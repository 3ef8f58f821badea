"""What is to be done: goals and tasks."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable
from families.models.choices import TaskCause


@track
class Goal(Editable):
    """A goal in the family's own words beside the worker's."""

    case = models.ForeignKey("families.Case", models.PROTECT, related_name="goals")
    title = models.CharField(_("goal"), max_length=120)
    their_words = models.CharField(_("in the family's words"), max_length=300, blank=True)
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    agreed_on = models.DateField(_("agreed on"))
    reached_on = models.DateField(_("reached on"), null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reached_on__isnull=True) | Q(reached_on__gte=F("agreed_on")),
                name="goal_is_reached_after_agreeing",
            ),
        ]


@track
class Task(Editable):
    case = models.ForeignKey("families.Case", models.PROTECT, related_name="tasks")
    title = models.CharField(_("what is to be done"), max_length=200)
    assigned_to = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="tasks")
    due_on = models.DateField(_("by"), null=True, blank=True)
    urgent = models.BooleanField(_("urgent"), default=False)
    cause = models.CharField(max_length=12, choices=TaskCause, blank=True)
    visit = models.ForeignKey("families.Visit", models.SET_NULL, null=True, blank=True, related_name="tasks")
    meeting = models.ForeignKey("families.Meeting", models.SET_NULL, null=True, blank=True, related_name="tasks")
    done_on = models.DateField(null=True, blank=True)
    cancelled_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(cancelled_on__isnull=True),
                name="done_or_cancelled_not_both",
            ),
        ]
        indexes = [
            models.Index(
                fields=["assigned_to", "due_on"],
                condition=Q(done_on__isnull=True, cancelled_on__isnull=True),
                name="task_open",
            ),
        ]
