"""What families say of the service itself."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Record
from outcomes.querysets import EvaluationQuerySet


class Way(models.TextChoices):
    """How the answers came here."""

    ALONE = "alone", _("The parent answered alone, on this phone")
    TOGETHER = "together", _("Parent and worker together")
    PASSED_ON = "passed_on", _("On paper or by telephone, and the worker typed it in")


@track
class Evaluation(Record):
    """One form, as it was answered. Without a case it is anonymous: no row says whose it is.

    ``satisfied``: whether an answer counts as satisfied or helped, as the definition of the version says;
    None where none of those questions was answered. Answers are never changed.
    """

    service_version = models.ForeignKey("families.ServiceVersion", models.PROTECT, related_name="evaluations")
    case = models.ForeignKey("families.Case", models.PROTECT, null=True, blank=True, related_name="evaluations")
    answered_on = models.DateField()
    way = models.CharField(max_length=10, choices=Way)
    answers = models.JSONField(default=dict, help_text="Keys of the answers by key of the question.")
    satisfied = models.BooleanField(null=True, blank=True)
    words = models.TextField(max_length=4000, blank=True)
    may_quote = models.BooleanField(default=False)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(may_quote=False) | ~Q(words=""), name="what_may_be_quoted_was_said"),
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(entered_by__isnull=True), name="anonymous_answers_name_no_worker"
            ),
        ]
        indexes = [
            models.Index(fields=["service_version", "answered_on"], name="evaluations_of_service"),
            models.Index(fields=["case"], name="evaluations_of_case"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="answers_stay_as_they_were_given",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.answers IS DISTINCT FROM NEW.answers OR OLD.words IS DISTINCT FROM NEW.words "
                    "OR OLD.satisfied IS DISTINCT FROM NEW.satisfied"
                ),
            ),
        ]
