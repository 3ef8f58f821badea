"""A stored result in words and numbers for its page. Nothing is computed here that a run did not store."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import frozen
from django.utils.translation import gettext as _

from families.definition_of import definition_of
from families.forms.common import words
from outcomes.charts import along, axis_end
from outcomes.definition_of import tool_of
from outcomes.labels import BANDS, DENOMINATORS, LOST, MISSING, SPEAKERS, THEMES
from outcomes.models import OutcomeRun, ToolVersion
from outcomes.statistics import proportion
from outcomes.tool_definitions import ToolDefinition
from ui.filters import MINUS

Data = Mapping[str, Any]
HUNDRED = Decimal(100)


@frozen(kw_only=True)
class ShareLine:
    """n of N in words, and where its interval stands on the chart."""

    label: str
    about: str
    n: int
    of: int
    percent: str
    interval: str
    x1: str
    x2: str
    dot: str
    notes: tuple[str, ...] = ()


@frozen(kw_only=True)
class ChangeLine:
    """What changed in one thing: among completers, and the improved among all closed."""

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

    name: str
    scale: str
    threshold: int
    closed: int
    completion: ShareLine
    missing: tuple[tuple[str, int, str], ...]
    late_starts: int
    spoke: tuple[tuple[str, int], ...]
    overall: ChangeLine
    domains: tuple[ChangeLine, ...]
    themes: tuple[ChangeLine, ...]
    speakers: tuple[ChangeLine, ...]


def share_line(data: Data, *, label: str = "", about: str = "", end: int = 100, notes: Sequence[str] = ()) -> ShareLine:
    """A stored share as it is written: one decimal, the interval without a per cent sign."""
    n, of = data["n"], data["of"]
    return ShareLine(
        label=label,
        about=about,
        n=n,
        of=of,
        percent=percent_of(n, of),
        interval=_interval(data["low"], data["high"]),
        x1=along(data["low"], end),
        x2=along(data["high"], end),
        dot=along(n / of if of else None, end),
        notes=tuple(notes),
    )


def percent_of(n: int, of: int) -> str:
    """``6.8%``, half up; nothing where there is nobody. Babies may outnumber families."""
    if not of:
        return ""
    found = proportion(n, of).percent if n <= of else (HUNDRED * n / of).quantize(Decimal("0.1"))
    return f"{found}%"


def removals_page(run: OutcomeRun) -> dict[str, Any]:
    """What the page says about removals."""
    result = run.result or {}
    denominators = result["denominators"]
    end = axis_end(max((one["share"]["high"] or 0) for one in denominators))
    separations = result["separations"]
    return {
        "rates": [_rate(one, end) for one in denominators],
        "axis_end": end,
        "headline": share_line(denominators[0]["share"]),
        "separations": separations,
        "bands": [_band(one, separations["all"]) for one in separations["bands"]],
        "lost": [(str(LOST.get(kind, kind)), count) for kind, count in result["lost"].items()],
        "as_of": result["as_of"],
    }


def distance_page(run: OutcomeRun) -> dict[str, Any]:
    """What the page says about distance travelled, tool by tool."""
    result = run.result or {}
    return {
        "closed": result["closed"],
        "left_out": result["left_out"],
        "tools": [_tool_page(run, one) for one in result["tools"]],
    }


def _rate(data: Data, end: int) -> ShareLine:
    label, about = DENOMINATORS[data["key"]]
    return share_line(data["share"], label=str(label), about=str(about), end=end, notes=list(_rate_notes(data)))


def _rate_notes(data: Data) -> list[str]:
    notes = []
    if data.get("unresolved"):
        most = share_line(data["most"])
        text = _(
            "%(count)s not yet 365 days old and not separated: when all are followed the figure lies "
            "between %(least)s and %(most)s."
        )
        least = percent_of(data["share"]["n"], data["share"]["of"])
        notes.append(text % {"count": data["unresolved"], "least": least, "most": most.percent})
    if data.get("died"):
        notes.append(_("%(count)s who died without having been separated are left out.") % {"count": data["died"]})
    return notes


def _band(data: Data, everybody: int) -> dict[str, Any]:
    return {
        "label": str(BANDS[data["band"]]),
        "children": data["children"],
        "never_went_home": data["never_went_home"],
        "width": along(data["children"] / everybody if everybody else 0, 100),
    }


def _tool_page(run: OutcomeRun, data: Data) -> ToolPage:
    tool = _definition(run, data)
    labels = {one.key: words(one.label) for one in tool.domains} if tool else {}
    return ToolPage(
        name=words(tool.name) if tool else data["tool"],
        scale=_("%(least)s to %(most)s") % {"least": tool.scale.minimum, "most": tool.scale.maximum} if tool else "",
        threshold=tool.scale.threshold if tool else 1,
        closed=data["closed"],
        completion=share_line(data["completion"]),
        missing=tuple(_missing(run, data)),
        late_starts=data["late_starts"],
        spoke=tuple((str(SPEAKERS[who]), count) for who, count in data["spoke"].items() if count),
        overall=_change_line(data["overall"], _("Overall")),
        domains=tuple(_change_line(one, labels.get(one["key"], one["key"])) for one in data["domains"]),
        themes=tuple(_change_line(one, str(THEMES.get(one["key"], one["key"]))) for one in data["themes"]),
        speakers=tuple(_change_line(one, str(SPEAKERS[one["key"]])) for one in data["speakers"] if one["n"]),
    )


def _definition(run: OutcomeRun, data: Data) -> ToolDefinition | None:
    """The version that was counted; where nobody had a pair, the latest there is."""
    versions = ToolVersion.objects.filter(tool__partnership=run.service.partnership_id, tool__slug=data["tool"])
    found = versions.filter(label=data["version"]).first() or versions.order_by("-entered_at").first()
    return tool_of(found) if found else None


def _missing(run: OutcomeRun, data: Data) -> list[tuple[str, int, str]]:
    """Why pairs are missing; for missing end scores, what was given as the reason at closing."""
    found = []
    for key, count in data["missing"].items():
        given = _given_reasons(run, data["no_end_reasons"]) if key == "no_end" else ""
        found.append((str(MISSING[key]), count, given))
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
        start=_one_decimal(data.get("start")),
        end=_one_decimal(data.get("end")),
        ceiling=data.get("ceiling", 0),
        reliable=data.get("reliable"),
    )


def signed(value: float | None) -> str:
    """``+1.6``, with a real minus sign."""
    if value is None:
        return ""
    text = f"{value:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text.replace("-", MINUS)


def _one_decimal(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _interval(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    return _("%(low)s to %(high)s") % {"low": f"{100 * low:.1f}", "high": f"{100 * high:.1f}"}
