"""What a run stored about removals, in words and numbers for its page."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from outcomes.charts import along, axis_end
from outcomes.labels import BANDS, DENOMINATORS, LEFT_OUT, LOST, OUT_OF_SIGHT, PARTS, SIGNALS
from outcomes.models import OutcomeRun
from outcomes.reading.lines import Data, ShareLine, interval_of, percent_of, percent_of_share, share_line


def removals_page(run: OutcomeRun) -> dict[str, Any]:
    """What the page says about removals."""
    result = run.result or {}
    denominators = result["denominators"]
    end = axis_end(max((one["share"]["high"] or 0) for one in denominators))
    separations = result["separations"]
    return {
        "rates": [(one["key"], _rate(one, end), _lists(one)) for one in denominators],
        "axis_end": end,
        "headline": share_line(denominators[0]["share"]),
        "separations": separations,
        "bands": [_band(one, place, separations["all"]) for place, one in enumerate(separations["bands"])],
        "lost": [(kind, str(LOST.get(kind, kind)), count) for kind, count in result["lost"].items()],
        "as_of": date.fromisoformat(result["as_of"]),
        "earlier": _earlier(denominators[1]["earlier"]),
        "after_closure": result["after_closure"],
        "before_opening": result.get("before_opening", 0),
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
        "apart": sum(one.get("apart", 0) for one in quarters),
        "born": sum(one["of"] for one in quarters),
        "settled": sum(one["low"] is not None for one in quarters),
    }


def _quarter(data: Data, place: int, width: float, end: int) -> dict[str, Any]:
    share = data["n"] / data["of"] if data["of"] else None
    return {
        **data,
        "percent": percent_of(data["n"], data["of"]),
        "limits": interval_of(data["low"], data["high"]),
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


def _earlier(data: Data) -> list[tuple[str, ShareLine]]:
    """Removals among children with an earlier removal of a brother or sister, and among those without."""
    end = axis_end(max(one["high"] or 0 for one in data.values()))
    labels = {"with": _("A brother or sister was removed before"), "without": _("None was, as far as is recorded")}
    return [(f"earlier_{key}", share_line(data[key], label=label, end=end)) for key, label in labels.items()]


def _rate(data: Data, end: int) -> ShareLine:
    label, about = DENOMINATORS[data["key"]]
    return share_line(data["share"], label=str(label), about=str(about), end=end, notes=list(_rate_notes(data)))


def _lists(data: Data) -> list[tuple[str, str]]:
    """Of which of those not counted, or not yet, there is a list."""
    dead = "dead" if data["key"] == "open_to_social_services" else "died"  # at any age, or before that of 365 days
    names = {dead: "died", "not_followed": "unresolved", "removed_before": "before"}
    names |= {why: why for why in ("came_late", "gone_before", OUT_OF_SIGHT)}
    found = [why for why, name in names.items() if data.get(name)]
    if data.get("after_birth", {}).get("of"):
        found.append("came_after_birth")
    return [(why, str(LEFT_OUT.get(why) or PARTS[why])) for why in found]


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
    if data.get("before"):
        text = _("%(count)s of them had been separated before the period began and cannot be counted in it again.")
        notes.append(text % {"count": data["before"]})
    return notes + (_cohort_notes(data) if data["key"] == "live_births" else [])


def _cohort_notes(data: Data) -> list[str]:
    """Who of a cohort of births was not followed from the birth to the 365th day, and what that does to the share."""
    if "came_late" not in data:
        return [
            _("When this was computed, children who came only after their first 365 days, or after a separation, were "
              "still counted in. Compute it again to see them apart.")
        ]  # fmt: skip
    joined, said = data["after_birth"], {
        "came_late": _("%(count)s who came to the service only after their first 365 days are left out: nobody here "
                       "followed that year, and a child removed in it would seldom have come."),
        "gone_before": _("%(count)s who had been separated before they came to the service are left out: no help from "
                         "here could have gone before it."),
        OUT_OF_SIGHT: _("%(count)s of those not separated had no open case any more at the age of 365 days: what came "
                        "after it closed is known only where somebody wrote it down."),
    }  # fmt: skip
    notes = [words % {"count": data[why]} for why, words in said.items() if data[why]]
    if joined["of"]:
        text = _("%(count)s of those counted came after their birth, and %(n)s of these were separated: whoever "
                 "was separated before that is not among them, so their share looks low.")  # fmt: skip
        notes.append(text % {"count": joined["of"], "n": joined["n"]})
    return notes


def _band(data: Data, place: int, everybody: int) -> dict[str, Any]:
    return {
        "key": f"age_{place}",
        "label": str(BANDS[data["band"]]),
        "children": data["children"],
        "never_went_home": data["never_went_home"],
        "width": along(data["children"] / everybody if everybody else 0, 100),
    }
