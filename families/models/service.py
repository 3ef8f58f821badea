"""A service and its dated, immutable definitions."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activity.history import track
from activity.records import Record
from families.models.ranges import DateRange
from families.querysets.service import ServiceQuerySet, ServiceVersionQuerySet


class ServiceKind(models.TextChoices):
    """What a service does: works with cases, or takes contacts and passes them on."""

    CASEWORK = "casework", _("Casework")
    FRONT_DOOR = "front_door", _("Front door")


@track
class Service(Record):
    """What a partnership offers, across the versions of its rules. Its kind never changes."""

    partnership = models.ForeignKey("accounts.Partnership", models.PROTECT, related_name="services")
    slug = models.SlugField(_("short name"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=ServiceKind, default=ServiceKind.CASEWORK)
    teams = models.ManyToManyField("accounts.Team", through="families.ServiceTeam", related_name="services", blank=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "slug"], name="service_slug_once_per_partnership"),
            models.CheckConstraint(condition=Q(kind__in=ServiceKind.values), name="service_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


@track
class ServiceTeam(Record):
    """A team that takes referrals for a service."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="offered_by")
    team = models.ForeignKey("accounts.Team", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "team"], name="team_offers_a_service_once")]


@track
class ServiceVersion(Record):
    """One definition file as it was loaded: whole, hashed, and never changed.

    Only ``effective_to`` may still be set, when a later version takes over.
    """

    service = models.ForeignKey(Service, models.PROTECT, related_name="versions")
    label = models.CharField(max_length=40)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True, help_text="Last day on which it applies.")
    definition = models.JSONField()
    source_hash = models.CharField(max_length=64)

    objects = ServiceVersionQuerySet.as_manager()

    class Meta:
        ordering = ["service_id", "effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["service", "label"], name="version_label_once_per_service"),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="version_ends_after_it_starts",
            ),
            ExclusionConstraint(
                name="version_dates_do_not_overlap",
                expressions=[
                    ("service", RangeOperators.EQUAL),
                    (DateRange("effective_from", "effective_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="version_is_immutable",
                operation=pgtrigger.UpdateOf("service_id", "label", "effective_from", "definition", "source_hash"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.label}"
