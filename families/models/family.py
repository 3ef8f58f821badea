"""Families: the unit that is counted, and who belongs to them when."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable, Record
from families.models.ranges import DateRange
from families.querysets.dated import holds_on
from families.querysets.family import FamilyQuerySet
from families.querysets.standing import FamilyManager


@track
class Family(Editable):
    partnership = models.ForeignKey("accounts.Partnership", models.PROTECT, related_name="families")
    reference = models.CharField(max_length=20)
    name = models.CharField(_("family name"), max_length=120)
    parents_kept_apart = models.BooleanField(
        _("parents kept apart"),
        default=False,
        help_text=_("Each worker then sees only the side that they are named on."),
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )

    objects = FamilyManager()
    with_merged = FamilyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "reference"], name="family_reference_once_per_partnership"),
        ]
        verbose_name_plural = "families"

    def __str__(self) -> str:
        return f"{self.reference} {self.name}"

    def is_restricted(self) -> bool:
        """Whether only named people may see it today."""
        return self.restrictions.filter(holds_on(timezone.localdate())).exists()


@track
class FamilyMember(Record):
    """Somebody's place in a family from one day to another."""

    family = models.ForeignKey(Family, models.PROTECT, related_name="members")
    person = models.ForeignKey("families.Person", models.PROTECT, related_name="memberships")
    relation = models.CharField(max_length=40, help_text="Key of the relation in the service's definition.")
    in_household = models.BooleanField(_("lives in the household"), default=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="member_leaves_after_joining",
            ),
            ExclusionConstraint(
                name="one_place_in_a_family_at_a_time",
                expressions=[
                    ("family", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]


@track
class SafetyFlag(Editable):
    """What a worker must know before knocking, calling or writing; looked at again by a date."""

    family = models.ForeignKey(Family, models.PROTECT, related_name="safety_flags")
    person = models.ForeignKey("families.Person", models.PROTECT, null=True, blank=True, related_name="safety_flags")
    text = models.CharField(_("what to know"), max_length=200)
    lone_worker = models.BooleanField(_("never visit alone"), default=False)
    agreed_on = models.DateField()
    agreed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    review_on = models.DateField(_("look again by"))
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(review_on__gte=F("agreed_on")), name="flag_is_reviewed_after_agreeing"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("agreed_on")), name="flag_ends_after_agreeing"
            ),
        ]
