"""A case: one client with one service version, about one pregnancy or one child."""

from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Editable, Record
from families.models.choices import Stage
from families.models.ranges import DateRange
from families.querysets.case import AllocationQuerySet, CaseQuerySet
from families.querysets.standing import CaseManager


@track
class Case(Editable):
    """An episode of work. ``stage`` has one writer, ``families.actions.stage.renew_stage``."""

    partnership = models.ForeignKey("accounts.Partnership", models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20)
    family = models.ForeignKey("families.Family", models.PROTECT, related_name="cases")
    client = models.ForeignKey("families.Person", models.PROTECT, related_name="cases")
    service_version = models.ForeignKey("families.ServiceVersion", models.PROTECT, related_name="cases")
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="cases")
    pregnancy = models.ForeignKey("families.Pregnancy", models.PROTECT, null=True, blank=True, related_name="cases")
    child = models.ForeignKey("families.Child", models.PROTECT, null=True, blank=True, related_name="cases")
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.ACCEPTED)
    stage_since = models.DateField()
    referred_on = models.DateField(_("referred on"))
    opened_on = models.DateField(_("accepted on"))
    closed_on = models.DateField(null=True, blank=True)
    tier = models.CharField(_("continuum tier"), max_length=4, blank=True)
    complexity = models.CharField(max_length=20, blank=True, help_text="Key of the complexity in the definition.")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )

    objects = CaseManager()
    with_merged = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "reference"], name="case_reference_once_per_partnership"),
            models.CheckConstraint(
                condition=Q(pregnancy__isnull=False, child__isnull=True)
                | Q(pregnancy__isnull=True, child__isnull=False),
                name="case_is_about_a_pregnancy_or_a_child",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.CLOSED, closed_on__isnull=False)
                | (~Q(stage=Stage.CLOSED) & Q(closed_on__isnull=True)),
                name="closed_cases_have_a_closing_day",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")), name="case_closes_after_opening"
            ),
            models.CheckConstraint(condition=Q(opened_on__gte=F("referred_on")), name="case_opens_after_referral"),
            models.UniqueConstraint(
                fields=["client", "pregnancy"],
                condition=Q(closed_on__isnull=True, pregnancy__isnull=False),
                name="one_open_case_per_client_and_pregnancy",
            ),
            models.UniqueConstraint(
                fields=["client", "child"],
                condition=Q(closed_on__isnull=True, child__isnull=False),
                name="one_open_case_per_client_and_child",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "stage"], condition=Q(closed_on__isnull=True), name="case_open_by_team"),
            models.Index(fields=["opened_on", "closed_on"], name="case_by_dates"),
        ]

    def __str__(self) -> str:
        return self.reference

    def named_now(self) -> list[UUID]:
        """The ids of those who own a slot of the case today."""
        return list(self.allocations.current(timezone.localdate()).values_list("worker", flat=True))


@track
class ComplexityChange(Record):
    """From which day a case was worked as complex, or as usual again; ``Case.complexity`` holds the latest."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="complexity_changes")
    complexity = models.CharField(max_length=20, blank=True, help_text="Empty: as usual.")
    from_day = models.DateField()
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        ordering = ["from_day", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="complexity_changes_for_a_reason"),
        ]


@track
class Allocation(Record):
    """Who owns one slot of a case from one day to another."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="allocations")
    slot = models.CharField(max_length=40, help_text="Key of the slot in the case's service version.")
    worker = models.ForeignKey("accounts.User", models.PROTECT, related_name="allocations")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    over_capacity_reason = models.CharField(max_length=200, blank=True)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="allocation_ends_after_it_starts"
            ),
            ExclusionConstraint(
                name="one_owner_per_slot_at_a_time",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    ("slot", RangeOperators.EQUAL),
                    (DateRange("starts", "ends"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["worker", "ends"], name="allocation_by_worker")]


@track
class Cover(Record):
    """Somebody stands in for an owner who is away; the owner stays the owner."""

    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="covers")
    worker = models.ForeignKey("accounts.User", models.PROTECT, related_name="covers")
    starts = models.DateField()
    ends = models.DateField()
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="cover_ends_after_it_starts"),
        ]
        indexes = [models.Index(fields=["worker", "ends"], name="cover_by_worker")]


@track
class HandOver(Record):
    """A slot's work passed on for one child (Jig-so: the midwife's, 28 days after birth)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="hand_overs")
    child = models.ForeignKey("families.Child", models.PROTECT, related_name="hand_overs")
    slot = models.CharField(max_length=40)
    done_on = models.DateField(_("handed over on"))
    to = models.CharField(_("handed over to"), max_length=120)
    note = models.TextField(blank=True, max_length=20_000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "child", "slot"], name="one_hand_over_per_child_and_slot"),
        ]
