"""Supervision of a worker: what was said of cases is on their file, the personal part stands apart."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable, Record
from families.querysets.supervision import SupervisionCaseQuerySet, SupervisionQuerySet


@track
class Supervision(Record):
    """One session. ``next_due_on`` is what the service's interval made of its day when it was recorded."""

    kind = models.CharField(max_length=40, help_text="Key of the kind of supervision in the definition.")
    supervisor = models.ForeignKey("accounts.User", models.PROTECT, related_name="supervisions_given")
    worker = models.ForeignKey("accounts.User", models.PROTECT, related_name="supervisions")
    held_on = models.DateField(_("held on"))
    next_due_on = models.DateField(null=True, blank=True)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(supervisor=F("worker")), name="nobody_supervises_themselves"),
            models.CheckConstraint(
                condition=Q(next_due_on__isnull=True) | Q(next_due_on__gt=F("held_on")),
                name="next_supervision_comes_later",
            ),
            models.UniqueConstraint(fields=["worker", "kind", "held_on"], name="one_supervision_of_a_kind_a_day"),
        ]
        indexes = [models.Index(fields=["supervisor", "-held_on"], name="supervision_given")]


@track
class SupervisionCase(Editable):
    """What was discussed and agreed about one case: part of that case's record."""

    supervision = models.ForeignKey(Supervision, models.CASCADE, related_name="discussions")
    case = models.ForeignKey("families.Case", models.PROTECT, related_name="supervisions")
    discussion = models.TextField(_("what was discussed and agreed"), max_length=20_000)

    objects = SupervisionCaseQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["supervision", "case"], name="case_once_per_supervision")]


@track
class SupervisionPersonal(Editable):
    """The personal part, for the two who sat together and for nobody else: it belongs to no case."""

    supervision = models.OneToOneField(Supervision, models.CASCADE, related_name="personal")
    text = models.TextField(_("personal part"), blank=True, max_length=20_000)
