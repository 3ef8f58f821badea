"""Loading distance-travelled tools: a version is stored whole with its hash and never changes."""

import json
from hashlib import sha256
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Partnership, User
from activity.errors import RuleBroken
from outcomes.models import Domain, Tool, ToolVersion
from outcomes.tool_definitions import ToolDefinition, load_tool, to_data, tool_files


class ToolChanged(RuleBroken):
    """A file says something else than the version that was loaded under its label."""


@transaction.atomic
def load_tools(*, partnership: Partnership, files: tuple[Path, ...] = (), by: User | None) -> list[ToolVersion]:
    """Load tools (those shipped, unless named) for a partnership. What is loaded already is left alone.

    Raises ``DefinitionProblems`` for a file with faults and ``ToolChanged`` for one that differs from
    the version in use: a new label is the way.
    """
    return [_load(partnership, load_tool(path), by) for path in files or tool_files()]


def _load(partnership: Partnership, definition: ToolDefinition, by: User | None) -> ToolVersion:
    tool, _new = Tool.objects.get_or_create(
        partnership=partnership,
        slug=definition.slug,
        defaults={"name": definition.name.en, "entered_by": by},
    )
    data = to_data(definition)
    digest = sha256(json.dumps(data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    known = tool.versions.filter(label=definition.version).first()
    if known is None:
        return _new_version(tool, definition, digest, by)
    if known.source_hash != digest:
        raise ToolChanged(
            _("Version %(label)s of %(slug)s is loaded already and says something else. Give the file a new version.")
            % {"label": definition.version, "slug": definition.slug}
        )
    return known


def _new_version(tool: Tool, definition: ToolDefinition, digest: str, by: User | None) -> ToolVersion:
    version = ToolVersion.objects.create(
        tool=tool, label=definition.version, definition=to_data(definition), source_hash=digest, entered_by=by
    )
    for position, domain in enumerate(definition.domains, start=1):
        Domain.objects.create(
            version=version,
            key=domain.key,
            position=position,
            minimum=definition.scale.minimum,
            maximum=definition.scale.maximum,
            direction=definition.scale.direction,
            themes=list(domain.themes),
            entered_by=by,
        )
    return version
