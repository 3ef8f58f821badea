"""Whose turn a referral is: what the team told the referrer, what it asked, and what came back."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Record


@track
class Acknowledgement(Record):
    """Somebody of the team has told the referrer that the referral is with them.

    ``given_by`` is empty where the software's own receipt counts, which the service's definition says.
    """

    referral = models.OneToOneField("referrals.Referral", models.PROTECT, related_name="acknowledgement")
    given_on = models.DateField(_("acknowledged on"))
    given_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")


@track
class Question(Record):
    """A turn of the referrer's: asked on one day, ended by an answer or by the team on another.

    Every day outside of these turns is the team's. An ended question without an answer was taken back.
    """

    referral = models.ForeignKey("referrals.Referral", models.PROTECT, related_name="questions")
    text = models.TextField(_("question"), max_length=2_000)
    asked_on = models.DateField(_("asked on"))
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    answer = models.TextField(_("answer"), max_length=10_000, blank=True)
    ended_on = models.DateField(_("answered on"), null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["asked_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"], condition=Q(ended_on__isnull=True), name="one_question_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="a_question_says_something"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by__isnull=True, answer="")
                | Q(ended_on__isnull=False, ended_by__isnull=False, ended_on__gte=F("asked_on")),
                name="an_ended_question_has_its_day_and_person",
            ),
        ]


@track
class Escalation(Record):
    """Somebody was told that a clock of the intake is late: once for each level.

    ``about`` is the row whose clock it was: the referral, a decision or a question.
    """

    class Clock(models.TextChoices):
        ACKNOWLEDGEMENT = "acknowledgement", _("Acknowledgement to the referrer")
        DECISION = "decision", _("Decision")
        REVIEW = "review", _("Review of the waiting list")
        REDIRECTION = "redirection", _("Acknowledgement by the other service")
        ANSWER = "answer", _("Answer of the referrer")

    referral = models.ForeignKey("referrals.Referral", models.PROTECT, related_name="escalations")
    clock = models.CharField(max_length=16, choices=Clock)
    level = models.PositiveSmallIntegerField()
    about = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "clock", "level", "about"], name="each_level_is_told_once"),
            models.CheckConstraint(condition=Q(level__gte=1), name="levels_count_from_one"),
        ]
