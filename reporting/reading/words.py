"""Thresholds and slots as texts mention them: a service's own, or general ones for the documentation."""

from django.utils import timezone

from families.definition_of import definition_of
from families.definitions import ServiceDefinition
from families.models import Service
from reporting.indicators.annexes import annexes_of
from reporting.indicators.base import Indicator
from reporting.scope import words_of

GENERAL: dict[str, object] = {
    "early": "the early limit",
    "first_slot": "worker of the first slot",
    "first_slot_days": "the set number of",
    "second_slot": "worker of the second slot",
    "second_gestation": "the set gestation",
    "start_days": "the set number of",
    "hand_over_days": "the set number of",
    "hand_over_slot": "handing worker",
}


def definition_now(service: Service) -> ServiceDefinition | None:
    """What the version says that applies today, else the latest; None where there is none."""
    versions = service.versions.order_by("-effective_from")
    found = versions.filter(effective_from__lte=timezone.localdate()).first() or versions.first()
    return definition_of(found) if found else None


def words_for_service(service: Service) -> dict[str, object]:
    """The words of the definition that applies now; general ones where there is none."""
    found = definition_now(service)
    return words_of(found) if found else dict(GENERAL)


def annexes_now(service: Service) -> tuple[Indicator, ...]:
    """The annexes of the definition that applies now."""
    found = definition_now(service)
    return annexes_of(found) if found else ()
