"""The structured definition behind a stored service version."""

from uuid import UUID

from families.definitions import ServiceDefinition, from_data
from families.models import Case, ServiceVersion

# A version never changes (the database refuses it), so what was read once stays true.
_known: dict[UUID, ServiceDefinition] = {}


def definition_of(version: ServiceVersion) -> ServiceDefinition:
    """The definition that a service version stores, read once for each process."""
    if version.pk not in _known:
        _known[version.pk] = from_data(version.definition)
    return _known[version.pk]


def rules_of(case: Case) -> ServiceDefinition:
    """The definition under which a case was opened."""
    return definition_of(case.service_version)
