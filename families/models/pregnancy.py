"""A pregnancy, its due dates, its children from conception on, and how each ended."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable, Record
from families.models.choices import ChildState, LossKind
from families.querysets.standing import ChildManager, PregnancyManager


@track
class Pregnancy(Editable):
    """``due_date`` is the estimate in force, copied from the latest :class:`DueDateEstimate`."""

    family = models.ForeignKey("families.Family", models.PROTECT, related_name="pregnancies")
    mother = models.ForeignKey("families.Person", models.PROTECT, related_name="pregnancies")
    due_date = models.DateField(_("due date"), null=True, blank=True)
    booked_on = models.DateField(_("booking appointment"), null=True, blank=True)
    late_booking_reason = models.CharField(_("reason for late booking"), max_length=200, blank=True)
    concealed = models.BooleanField(_("concealed pregnancy"), default=False)
    ended_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )

    objects = PregnancyManager()
    with_merged = models.Manager()

    class Meta:
        verbose_name_plural = "pregnancies"
        indexes = [
            models.Index(fields=["due_date"], condition=Q(ended_on__isnull=True), name="pregnancy_expected"),
        ]


@track
class DueDateEstimate(Record):
    """How a due date was arrived at. A scan supersedes; nothing is overwritten."""

    class Method(models.TextChoices):
        LMP = "lmp", _("Last menstrual period")
        SCAN = "scan", _("Scan")
        STATED = "stated", _("Due date as told to us")

    pregnancy = models.ForeignKey(Pregnancy, models.CASCADE, related_name="estimates")
    method = models.CharField(max_length=8, choices=Method)
    basis_on = models.DateField(_("first day of last period, or day of the scan"), null=True, blank=True)
    gestation_days = models.PositiveSmallIntegerField(null=True, blank=True, help_text="At the scan, in days.")
    due_date = models.DateField()
    agreed_on = models.DateField(help_text="The day from which this estimate is the one in force.")

    class Meta:
        ordering = ["agreed_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(method="stated", basis_on__isnull=True, gestation_days__isnull=True)
                | Q(method="lmp", basis_on__isnull=False, gestation_days__isnull=True)
                | Q(method="scan", basis_on__isnull=False, gestation_days__isnull=False),
                name="estimate_says_what_it_rests_on",
            ),
            models.CheckConstraint(
                condition=Q(gestation_days__isnull=True) | Q(gestation_days__lte=315), name="scan_within_45_weeks"
            ),
        ]


@track
class Child(Editable):
    """One child record from the pregnancy on, the same row after birth.

    A brother or sister born before the family came to the team has no pregnancy here.
    """

    family = models.ForeignKey("families.Family", models.PROTECT, related_name="children")
    person = models.OneToOneField("families.Person", models.PROTECT, related_name="child")
    pregnancy = models.ForeignKey(Pregnancy, models.PROTECT, null=True, blank=True, related_name="children")
    birth_order = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=ChildState, default=ChildState.UNBORN)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )

    objects = ChildManager()
    with_merged = models.Manager()

    class Meta:
        verbose_name_plural = "children"
        ordering = ["pregnancy_id", "birth_order"]
        constraints = [
            models.UniqueConstraint(fields=["pregnancy", "birth_order"], name="birth_order_once_per_pregnancy"),
            models.CheckConstraint(
                condition=Q(pregnancy__isnull=False) | ~Q(state=ChildState.UNBORN), name="the_unborn_have_a_pregnancy"
            ),
        ]


@track
class Birth(Record):
    """The one event that fills a child's row. Weight in grams, gestation in days."""

    child = models.OneToOneField(Child, models.PROTECT, related_name="birth")
    born_on = models.DateField(_("date of birth"))
    born_at = models.TimeField(_("time of birth"), null=True, blank=True)
    gestation_days = models.PositiveSmallIntegerField(null=True, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight in grams"), null=True, blank=True)
    place = models.CharField(_("place of birth"), max_length=120, blank=True)
    before_referral_reason = models.CharField(_("why born before booking or referral"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__isnull=True) | Q(weight__gte=200, weight__lte=8000), name="weight_is_possible"
            ),
            models.CheckConstraint(
                condition=Q(gestation_days__isnull=True) | Q(gestation_days__gte=140, gestation_days__lte=315),
                name="birth_gestation_is_possible",
            ),
        ]
        indexes = [models.Index(fields=["born_on"], name="birth_by_day")]


@track
class Loss(Record):
    """The end of a child's life, before, at or after birth. Stops everything that child waited for."""

    child = models.OneToOneField(Child, models.PROTECT, related_name="loss")
    kind = models.CharField(max_length=16, choices=LossKind)
    lost_on = models.DateField(_("date"))
    gestation_days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "losses"
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=LossKind.MISCARRIAGE) | Q(gestation_days__isnull=True) | Q(gestation_days__lt=168),
                name="miscarriage_is_before_24_weeks",
            ),
            models.CheckConstraint(
                condition=~Q(kind=LossKind.STILLBIRTH) | Q(gestation_days__isnull=True) | Q(gestation_days__gte=168),
                name="stillbirth_is_from_24_weeks",
            ),
        ]
