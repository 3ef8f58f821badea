"""Loading definition files: a version is stored whole with its hash and never changes."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership, Team, User
from activity.errors import RuleBroken
from families.definitions import Definition, FrontDoorDefinition, load_definition, service_files, sha256, to_data
from families.models import Service, ServiceKind, ServiceVersion


class DefinitionChanged(RuleBroken):
    """A file says something else than the version that was loaded under its label."""


class VersionUnknown(RuleBroken):
    """No version of the service is in force on a day."""


@transaction.atomic
def load_service_versions(
    *, partnership: Partnership, files: tuple[Path, ...] = (), by: User | None
) -> list[ServiceVersion]:
    """Load definition files (those shipped, unless named) for a partnership, oldest first.

    What is loaded already is left alone. Raises ``DefinitionProblems`` for a file with faults and
    ``DefinitionChanged`` for one that differs from the version in use: a new label is the way.
    """
    definitions = [load_definition(path) for path in files or service_files()]
    return keep_versions(partnership=partnership, definitions=definitions, by=by)


@transaction.atomic
def keep_versions(
    *, partnership: Partnership, definitions: Iterable[Definition], by: User | None
) -> list[ServiceVersion]:
    """Keep definitions that have been read, as :func:`load_service_versions` does."""
    in_order = sorted(definitions, key=lambda one: (one.slug, one.effective_from))
    return [_load(partnership, definition, by) for definition in in_order]


def version_in_force(*, service: Service, on: date) -> ServiceVersion:
    """The version of a service that applies on a day. Raises ``VersionUnknown``.

    Its definition is large, and ``definition_of`` keeps each that it has read: it comes when it is asked for.
    """
    version = service.versions.in_force(on).defer("definition").first()
    if version is None:
        raise VersionUnknown(_("No version of this service applies on that day."))
    return version


def offer_to_teams(*, service: Service, teams: list[Team]) -> None:
    """Let teams take referrals for a service."""
    service.teams.add(*teams)


def _load(partnership: Partnership, definition: Definition, by: User | None) -> ServiceVersion:
    kind = ServiceKind.FRONT_DOOR if isinstance(definition, FrontDoorDefinition) else ServiceKind.CASEWORK
    service, _new = Service.objects.get_or_create(
        partnership=partnership,
        slug=definition.slug,
        defaults={"name": definition.name.en, "kind": kind, "entered_by": by},
    )
    if service.kind != kind:
        raise DefinitionChanged(_("%(slug)s is a service of another kind already.") % {"slug": definition.slug})
    known = service.versions.filter(label=definition.version).first()
    if known:
        _check_unchanged(known, definition)
        return known
    _end_version_before(service, definition.effective_from)
    return ServiceVersion.objects.create(
        service=service,
        label=definition.version,
        effective_from=definition.effective_from,
        definition=to_data(definition),
        source_hash=sha256(definition),
        entered_by=by,
    )


def _check_unchanged(known: ServiceVersion, definition: Definition) -> None:
    if known.source_hash != sha256(definition):
        raise DefinitionChanged(
            _("Version %(label)s of %(slug)s is loaded already and says something else. Give the file a new version.")
            % {"label": definition.version, "slug": definition.slug}
        )


def _end_version_before(service: Service, starts: date) -> None:
    service.versions.filter(effective_to__isnull=True, effective_from__lt=starts).update(
        effective_to=starts - timedelta(days=1)
    )
