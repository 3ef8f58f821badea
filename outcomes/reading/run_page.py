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
from outcomes.labels import BANDS, DENOMINATORS, DIMENSIONS, GESTATIONS, LOST, MISSING, SIGNALS, SPEAKERS, THEMES
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
    missing: tuple[tuple[str, int, str, str], ...]
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
        "earlier": _earlier(denominators[1]["earlier"]),
        "after_closure": result["after_closure"],
        "chart": control_page(result["over_time"]),
    }


def control_page(data: Data) -> dict[str, Any]:
    """The control chart: quarters as columns, in per cent of an axis, with what each may say."""
    quarters = data["quarters"]
    highest = max([one["high"] or 0 for one in quarters] + [one["n"] / one["of"] for one in quarters if one["of"]])
    end = axis_end(highest)
    width = 100 / len(quarters)
    return {
        "end": end,
        "centre": percent_of_share(data["centre"]),
        "centre_y": _height(data["centre"], end),
        "signals": data["signals"],
        "quarters": [_quarter(one, place, width, end) for place, one in enumerate(quarters)],
        "settled": sum(one["low"] is not None for one in quarters),
    }


def _quarter(data: Data, place: int, width: float, end: int) -> dict[str, Any]:
    share = data["n"] / data["of"] if data["of"] else None
    return {
        **data,
        "percent": percent_of(data["n"], data["of"]),
        "limits": _interval(data["low"], data["high"]),
        "signal_words": str(SIGNALS[data["signal"]]),
        "x": f"{width * (place + 0.5):.2f}%",
        "left": f"{width * place:.2f}%",
        "width": f"{width:.2f}%",
        "y": None if share is None else _height(share, end),
        "top": None if data["high"] is None else _height(data["high"], end),
        "bottom": None if data["low"] is None else _height(data["low"], end),
        "short": f"Q{data['quarter'][-1]}",
        "year": data["quarter"][:7],
        "open": data["low"] is None,
    }


PLOT_TOP, PLOT_HIGH = 10, 180
"""Where the plot of a control chart begins, and how high it is, in units of the drawing."""


def _height(share: float | None, end: int) -> float | None:
    """Where a share stands on the drawing; None of nothing."""
    return None if share is None else round(PLOT_TOP + PLOT_HIGH * (1 - min(1.0, 100 * share / end)), 1)


def percent_of_share(share: float | None) -> str:
    """``6.8%`` of a share; nothing of nothing."""
    return "" if share is None else f"{100 * share:.1f}%"


def _earlier(data: Data) -> list[ShareLine]:
    """Removals among children with an earlier removal of a brother or sister, and among those without."""
    end = axis_end(max(one["high"] or 0 for one in data.values()))
    labels = {"with": _("A brother or sister was removed before"), "without": _("None was, as far as is recorded")}
    return [share_line(data[key], label=label, end=end) for key, label in labels.items()]


def distance_page(run: OutcomeRun) -> dict[str, Any]:
    """What the page says about distance travelled, tool by tool."""
    result = run.result or {}
    return {
        "closed": result["closed"],
        "left_out": result["left_out"],
        "tools": [_tool_page(run, one) for one in result["tools"]],
        "dimensions": _dimensions(run, result["groups"]),
    }


def _dimensions(run: OutcomeRun, groups: Sequence[Data]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Each dimension with its groups; those with too few pairs in numbers of cases alone."""
    slots = {
        slot.key: words(slot.label) for version in run.service.versions.all() for slot in definition_of(version).slots
    }
    return [
        (str(label), [_group(one, slots) for one in sorted(groups, key=_place) if one["dimension"] == name])
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
        "label": str(GESTATIONS.get(key, label)) if key else _("not known"),
        "closed": data["closed"],
        "pairs": data["pairs"],
        "line": _change_line(data, "") if "improved" in data else None,
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
