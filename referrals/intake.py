"""What a service promises about its intake, by the version in force: targets, and who is told when they pass."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from families.actions.services import VersionUnknown
from families.definition_of import definition_of
from families.definitions import ServiceDefinition
from families.definitions.intake import Intake
from families.models import Service, ServiceVersion
from families.working_days import WorkingDays, calendar_of


@dataclass(frozen=True)
class IntakeRules:
    """The rules of one service and the calendar by which it counts."""

    service: UUID
    definition: ServiceDefinition
    calendar: WorkingDays

    @property
    def intake(self) -> Intake:
        return self.definition.intake


def rules_of(service: Service, on: date) -> IntakeRules:
    """The rules in force on a day. Raises ``VersionUnknown`` where none are."""
    version = service.versions.in_force(on).defer("definition").first()  # large, and kept once it was read
    if version is None:
        raise VersionUnknown(_("No version of this service applies on that day."))
    return _rules(version)


def rules_in_force(services: Iterable[UUID] | None, on: date) -> dict[UUID, IntakeRules]:
    """The rules of these services, or of all; one query."""
    versions = ServiceVersion.objects.in_force(on).of_casework().defer("definition")
    if services is not None:
        versions = versions.filter(service__in=set(services))
    return {version.service_id: _rules(version) for version in versions}


def _rules(version: ServiceVersion) -> IntakeRules:
    definition = definition_of(version)
    return IntakeRules(version.service_id, definition, calendar_of(definition.jurisdiction))
