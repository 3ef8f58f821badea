"""The structured definition behind a stored version of a tool."""

from uuid import UUID

from families.definition_of import rules_of
from families.definitions.schema import ToolUse
from families.models import Case
from outcomes.models import ToolVersion
from outcomes.tool_definitions import ToolDefinition, from_data

# A version never changes (the database refuses it), so what was read once stays true.
_known: dict[UUID, ToolDefinition] = {}


def tool_of(version: ToolVersion) -> ToolDefinition:
    """The definition that a tool's version stores, read once for each process."""
    if version.pk not in _known:
        _known[version.pk] = from_data(version.definition)
    return _known[version.pk]


def tools_for(case: Case) -> list[tuple[ToolUse, ToolVersion]]:
    """The tools that the case's service uses, as far as they are loaded, in the definition's order."""
    uses = rules_of(case).tools
    loaded = ToolVersion.objects.filter(tool__partnership=case.partnership_id).select_related("tool")
    found = {(one.tool.slug, one.label): one for one in loaded.filter(tool__slug__in=[use.slug for use in uses])}
    return [(use, found[use.slug, use.version]) for use in uses if (use.slug, use.version) in found]
