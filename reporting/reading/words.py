"""Thresholds and slots as texts mention them: a service's own, or general ones for the documentation."""

from django.utils import timezone

from families.definition_of import definition_of
from families.models import Service
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


def words_for_service(service: Service) -> dict[str, object]:
    """The words of the version that applies today, else of the latest; general ones where there is none."""
    versions = service.versions.order_by("-effective_from")
    found = versions.filter(effective_from__lte=timezone.localdate()).first() or versions.first()
    return words_of(definition_of(found)) if found else dict(GENERAL)
