"""The structured definition behind a stored service version."""

from uuid import UUID

from families.definitions import Definition, FrontDoorDefinition, ServiceDefinition, from_data
from families.models import Case, ServiceVersion

# A version never changes (the database refuses it), so what was read once stays true.
_known: dict[UUID, Definition] = {}


class OtherKind(TypeError):
    """The version is of a service of another kind than the caller works with."""


def any_definition_of(version: ServiceVersion) -> Definition:
    """The definition that a service version stores, read once for each process."""
    if version.pk not in _known:
        _known[version.pk] = from_data(version.definition)
    return _known[version.pk]


def definition_of(version: ServiceVersion) -> ServiceDefinition:
    """The definition of a casework service. Raises ``OtherKind`` for a front door's."""
    found = any_definition_of(version)
    if not isinstance(found, ServiceDefinition):
        raise OtherKind(f"{found.slug} {found.version} is no casework service.")
    return found


def definition_by_id(version: UUID) -> ServiceDefinition:
    """The definition of the casework service version of that id, asked for once in each process."""
    found = _known.get(version)
    return found if isinstance(found, ServiceDefinition) else definition_of(ServiceVersion.objects.get(pk=version))


def front_door_of(version: ServiceVersion) -> FrontDoorDefinition:
    """The definition of a front door. Raises ``OtherKind`` for any other service's."""
    found = any_definition_of(version)
    if not isinstance(found, FrontDoorDefinition):
        raise OtherKind(f"{found.slug} {found.version} is no front door.")
    return found


def rules_of(case: Case) -> ServiceDefinition:
    """The definition under which a case was opened."""
    known = _known.get(case.service_version_id)
    return known if isinstance(known, ServiceDefinition) else definition_of(case.service_version)
