"""Legal and child protection statuses, separations and returns: dated rows, never overwritten."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable, Record
from families.models.ranges import DateRange
from families.querysets.status import StatusQuerySet


@track
class Status(Record):
    """What somebody stood under from one day to another; several kinds may hold at once.

    The three flags are copied from the definition in force on the day it was recorded, so that a
    later definition never rewrites what a past figure counted.
    """

    family = models.ForeignKey("families.Family", models.PROTECT, related_name="statuses")
    person = models.ForeignKey("families.Person", models.PROTECT, related_name="statuses")
    kind = models.CharField(max_length=40, help_text="Key of the status in the definition.")
    categories = models.JSONField(default=list, blank=True, help_text="Register categories, as keys.")
    open_to_social_services = models.BooleanField(default=False)
    on_register = models.BooleanField(default=False)
    looked_after = models.BooleanField(default=False)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"), null=True, blank=True, help_text="The last day on which it held.")
    meeting = models.ForeignKey("families.Meeting", models.PROTECT, null=True, blank=True, related_name="statuses")
    ended_at_meeting = models.ForeignKey(
        "families.Meeting", models.PROTECT, null=True, blank=True, related_name="ended_statuses"
    )

    objects = StatusQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "statuses"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="status_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(on_register=False) | ~Q(categories=[]), name="register_entry_has_a_category"
            ),
            ExclusionConstraint(
                name="one_status_of_a_kind_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (DateRange("starts", "ends"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["family", "starts", "ends"], name="status_by_family"),
            models.Index(
                fields=["starts", "ends"], condition=Q(open_to_social_services=True), name="status_open_to_social"
            ),
        ]


@track
class Separation(Editable):
    """A child's parting from the birth parents they live with, by order, police or accommodation.

    ``counts_as_removal`` is copied from the definition's list of bases (neonatal care,
    parent-and-baby placements and informal kinship do not count).
    """

    child = models.ForeignKey("families.Child", models.PROTECT, related_name="separations")
    separated_on = models.DateField(_("date"))
    basis = models.CharField(_("legal basis"), max_length=40, help_text="Key of the legal basis in the definition.")
    carer = models.CharField(_("with whom"), max_length=40, help_text="Key of the carer in the definition.")
    counts_as_removal = models.BooleanField()
    from_all_resident_parents = models.BooleanField(_("from every resident birth parent"), default=True)
    never_went_home = models.BooleanField(_("never went home"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "separated_on"], name="one_separation_a_day"),
        ]
        indexes = [
            models.Index(fields=["separated_on"], condition=Q(counts_as_removal=True), name="separation_counted"),
        ]


@track
class ReturnHome(Editable):
    """The child came home after a separation."""

    separation = models.OneToOneField(Separation, models.PROTECT, related_name="return_home")
    returned_on = models.DateField(_("date"))
    to_whom = models.CharField(_("to whom"), max_length=120, blank=True)
