"""What a run stored about distance travelled, in words and numbers for its page."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen
from django.utils.translation import gettext as _

from families.definition_of import definition_of
from families.forms.common import words
from outcomes.definition_of import tool_of
from outcomes.labels import DIMENSIONS, GESTATIONS, LEFT_OUT, MISSING, SPEAKERS, THEMES
from outcomes.models import OutcomeRun, ToolVersion
from outcomes.reading.lines import Data, ShareLine, one_decimal, share_line, signed
from outcomes.tool_definitions import ToolDefinition


@frozen(kw_only=True)
class ChangeLine:
    """What changed in one thing: among completers, and the improved among all closed."""

    key: str
    label: str
    n: int
    improved: ShareLine
    maintained: ShareLine
    declined: ShareLine
    improved_of_all: ShareLine
    mean: str
    mean_interval: str
    start: str
    end: str
    ceiling: int
    reliable: Data | None


@frozen(kw_only=True)
class ToolPage:
    """Everything a run says about one tool."""

    slug: str
    name: str
    scale: str
    threshold: int
    closed: int
    completion: ShareLine
    missing: tuple[tuple[str, int, str, str], ...]
    late_starts: int
    fuller: tuple[tuple[str, int, str], ...]
    versions: tuple[tuple[str, int], ...]
    one_scale: bool
    spoke: tuple[tuple[str, int], ...]
    overall: ChangeLine
    domains: tuple[ChangeLine, ...]
    themes: tuple[ChangeLine, ...]
    speakers: tuple[ChangeLine, ...]


def distance_page(run: OutcomeRun) -> dict[str, Any]:
    """What the page says about distance travelled, tool by tool."""
    result = run.result or {}
    return {
        "closed": result["closed"],
        "left_out": result["left_out"],
        "tools": [_tool_page(run, one) for one in result["tools"]],
        "dimensions": _dimensions(run, result["groups"]),
    }


def _dimensions(run: OutcomeRun, groups: Sequence[Data]) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Each dimension with its groups; those with too few pairs in numbers of cases alone."""
    slots = {
        slot.key: words(slot.label) for version in run.service.versions.all() for slot in definition_of(version).slots
    }
    return [
        (name, str(label), [_group(one, slots) for one in sorted(groups, key=_place) if one["dimension"] == name])
        for name, label in DIMENSIONS.items()
    ]


def _place(data: Data) -> tuple[int, str]:
    """Weeks of pregnancy in their order, anything else by name; what is not known comes last."""
    known = list(GESTATIONS)
    key = data["group"]
    return (known.index(key) if key in known else len(known) if key else len(known) + 1), key


def _group(data: Data, slots: Mapping[str, str]) -> dict[str, Any]:
    key = data["group"]
    label = " + ".join(slots.get(one, one) for one in key.split("+")) if data["dimension"] == "workers" else key
    return {
        "key": key,
        "label": str(GESTATIONS.get(key, label)) if key else _("not known"),
        "closed": data["closed"],
        "pairs": data["pairs"],
        "line": _change_line(data, "") if "improved" in data else None,
    }


def _tool_page(run: OutcomeRun, data: Data) -> ToolPage:
    tool = _definition(run, data)
    labels = {one.key: words(one.label) for one in tool.domains} if tool else {}
    return ToolPage(
        slug=data["tool"],
        name=words(tool.name) if tool else data["tool"],
        scale=_scale(tool) if tool else "",
        threshold=tool.scale.threshold if tool else 1,
        closed=data["closed"],
        completion=share_line(data["completion"]),
        missing=tuple(_missing(run, data)),
        late_starts=data["late_starts"],
        fuller=tuple((str(LEFT_OUT[key]), count, key) for key, count in data.get("fuller", {}).items()),
        versions=tuple(data.get("versions", {}).items()),
        one_scale=data.get("one_scale", True),
        spoke=tuple((str(SPEAKERS[who]), count) for who, count in data["spoke"].items() if count),
        overall=_change_line(data["overall"], _("Overall")),
        domains=tuple(_change_line(one, labels.get(one["key"], one["key"])) for one in data["domains"]),
        themes=tuple(_change_line(one, str(THEMES.get(one["key"], one["key"]))) for one in data["themes"]),
        speakers=tuple(_change_line(one, str(SPEAKERS[one["key"]])) for one in data["speakers"] if one["n"]),
    )


def _scale(tool: ToolDefinition) -> str:
    scale = tool.scale
    text = _("%(worst)s (the worst) to %(best)s (the best)")
    return text % {"worst": scale.worst, "best": scale.best}


def _definition(run: OutcomeRun, data: Data) -> ToolDefinition | None:
    """The version that was counted; where nobody had a pair, the latest there is."""
    versions = ToolVersion.objects.filter(tool__partnership=run.service.partnership_id, tool__slug=data["tool"])
    found = versions.filter(label=data["version"]).first() or versions.order_by("-entered_at").first()
    return tool_of(found) if found else None


def _missing(run: OutcomeRun, data: Data) -> list[tuple[str, int, str, str]]:
    """Why pairs are missing; for missing end scores, what was given as the reason at closing."""
    found = []
    for key, count in data["missing"].items():
        given = _given_reasons(run, data["no_end_reasons"]) if key == "no_end" else ""
        found.append((str(MISSING[key]), count, given, key))
    return found


def _given_reasons(run: OutcomeRun, reasons: Data) -> str:
    labels: dict[str, str] = {}
    for version in run.service.versions.all():
        labels |= {one.key: words(one.label) for one in definition_of(version).no_score_reasons}
    parts = [f"{labels.get(key, key) or _('no reason given')}: {count}" for key, count in reasons.items()]
    return "; ".join(parts)


def _change_line(data: Data, label: str) -> ChangeLine:
    mean = data["mean"]
    return ChangeLine(
        key=data.get("key", ""),
        label=label,
        n=data["n"],
        improved=share_line(data["improved"]),
        maintained=share_line(data["maintained"]),
        declined=share_line(data["declined"]),
        improved_of_all=share_line(data["improved_of_all"]),
        mean=signed(mean["mean"]),
        mean_interval=_("%(low)s to %(high)s") % {"low": signed(mean["low"]), "high": signed(mean["high"])}
        if mean["low"] is not None
        else "",
        start=one_decimal(data.get("start")),
        end=one_decimal(data.get("end")),
        ceiling=data.get("ceiling", 0),
        reliable=data.get("reliable"),
    )
