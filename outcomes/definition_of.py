"""The structured definition behind a stored version of a tool."""

from uuid import UUID

from families.definition_of import rules_of
from families.definitions.schema import ToolUse
from families.models import Case
from outcomes.models import ToolVersion
from outcomes.tool_definitions import ToolDefinition, from_data

# A version never changes (the database refuses it), so what was read once stays true.
_known: dict[UUID, ToolDefinition] = {}
_loaded: dict[tuple[UUID, str, str], ToolVersion] = {}
"""Versions by partnership, slug and label. What is not loaded yet is asked for again."""


def tool_of(version: ToolVersion) -> ToolDefinition:
    """The definition that a tool's version stores, read once for each process."""
    if version.pk not in _known:
        _known[version.pk] = from_data(version.definition)
    return _known[version.pk]


def tools_for(case: Case) -> list[tuple[ToolUse, ToolVersion]]:
    """The tools that the case's service uses, as far as they are loaded, in the definition's order."""
    uses = rules_of(case).tools
    ours = case.partnership_id
    if any((ours, use.slug, use.version) not in _loaded for use in uses):
        rows = ToolVersion.objects.filter(tool__partnership=ours, tool__slug__in=[use.slug for use in uses])
        _loaded.update({(ours, one.tool.slug, one.label): one for one in rows.select_related("tool")})
    found = [(use, _loaded.get((ours, use.slug, use.version))) for use in uses]
    return [(use, version) for use, version in found if version is not None]
