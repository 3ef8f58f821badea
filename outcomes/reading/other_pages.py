"""Stored results of the other kinds in words and numbers: what else changed, cost, comparisons."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from families.definition_of import definition_of
from families.forms.common import words
from outcomes.charts import axis_end
from outcomes.labels import COHORTS, COUNTERFACTUALS, COURSE, LEFT_OUT
from outcomes.models import Comparison, OutcomeRun
from outcomes.reading.lines import percent_of, share_line, signed

Data = Mapping[str, Any]
WIDE = 66
"""Per cent of the drawing for the longest bar, so that its sum fits beside it on a phone."""
RECONSTRUCTED = 4_813_120
"""Pounds, before the programme's own cost: the one sum that fits the "nearly £5,000,000" published for 2021-22."""


def course_page(run: OutcomeRun) -> dict[str, Any]:
    """Every figure with its meaning, its number and what it leaves out."""
    result = run.result or {}
    figures = [_figure(one) for one in result["figures"]]
    return {
        "shares": [one for one in figures if one["share"]],
        "measures": [one for one in figures if one["measure"]],
        "association": _association(result["association"]),
    }


def cost_page(run: OutcomeRun) -> dict[str, Any]:
    """The sum line by line, under which counterfactual, and what other ones would make of it."""
    result = run.result or {}
    basis = result["counterfactual"]
    labels = _cost_labels(run)
    most = max(one["gross"] for one in result["range"]) or 1
    return {
        **result,
        "meaning": str(COUNTERFACTUALS[basis["kind"]]),
        "rate": share_line(basis["rate"]) if "rate" in basis else None,
        "words": basis.get("words", ""),
        "is_published": basis["kind"] == "all" and result["sum"]["gross"] == RECONSTRUCTED,
        "programme": [{**one, "label": labels.get(one["key"], one["key"])} for one in result["programme"]],
        "range": [{**one, "share": one["tenths"] * 10, "width": WIDE * one["gross"] / most} for one in result["range"]],
        "even_at": _even_at(result["sum"]["programme_cost"], most),
        "worse": result["sum"]["actual"] > result["sum"]["expected"],
        "chosen": basis["low"] != basis["high"],
    }


def _even_at(programme: int, most: int) -> str:
    """Where the programme has paid for itself; nothing where none of the sums is as much."""
    return f"{WIDE * programme / most:.2f}%" if programme <= most else ""


def comparison_page(run: OutcomeRun) -> dict[str, Any]:
    """Both cohorts with their cells, and what separates them."""
    result = run.result or {}
    entered = Comparison.objects.filter(pk=result.get("comparison")).first() if "comparison" in result else None
    end = axis_end(max((one["share"]["high"] or 0) for one in result["cohorts"]))
    names = _names(entered)
    return {
        "entered": entered,
        "way": result["way"],
        "parameters": run.parameters,
        "names": names,
        "end": end,
        "cohorts": [_cohort(one, end) for one in result["cohorts"]],
        "difference": _difference(result["differences"]["all"]),
        "with": _difference(result["differences"]["with"]),
        "without": _difference(result["differences"]["without"]),
    }


def _figure(data: Data) -> dict[str, Any]:
    label, about = COURSE[data["key"]]
    return {
        "key": data["key"],
        "label": str(label),
        "about": str(about),
        "share": share_line(data["share"]) if "share" in data else None,
        "measure": data.get("measure"),
        "left_out": _reasons(data["left_out"]),
    }


def _association(data: Data) -> dict[str, Any]:
    end = axis_end(max(data[one]["high"] or 0 for one in ("later", "sooner")))
    return {
        "key": data.get("key"),
        "label": str(COURSE["visit_and_removal"][0]),
        "left_out": _reasons(data.get("left_out", {})),
        "weeks": data["weeks"],
        "later": share_line(data["later"], end=end),
        "sooner": share_line(data["sooner"], end=end),
        "end": end,
        **(_difference(data) or {"difference": ""}),
    }


def _reasons(left_out: Mapping[str, int]) -> list[tuple[str, str, int]]:
    return [(why, str(LEFT_OUT[why]), count) for why, count in left_out.items()]


def _difference(data: Data | None) -> dict[str, Any] | None:
    """In percentage points, with what a reader may conclude."""
    if data is None or data["difference"] is None:
        return None
    low, high = data["low"], data["high"]
    return {
        "difference": signed(100 * data["difference"]),
        "low": signed(100 * low),
        "high": signed(100 * high),
        "fisher": _p(data["fisher"]),
        "by_chance": _by_chance(data["fisher"]),
        "small": data["small"],
        "beyond_chance": low > 0 or high < 0,
    }


def _p(value: float | None) -> str:
    """A probability as it is printed: three places, never 0."""
    if value is None:
        return ""
    return "P < 0.001" if value < 0.001 else f"P = {value:.3f}"


def _by_chance(value: float | None) -> str:
    """What such a probability says, for whoever has learnt no statistics."""
    if value is None:
        return ""
    if value < 0.001:
        return _(
            "Were there nothing between the two, chance would set them so far apart less than once in 1,000 times."
        )
    text = _("Were there nothing between the two, chance would set them so far apart about %(times)s in 1,000 times.")
    return text % {"times": round(1000 * value)}


def _names(entered: Comparison | None) -> dict[str, str]:
    if entered:
        return {"happened": entered.happened, "otherwise": entered.otherwise, "before": entered.before}
    return {
        "happened": _("Removed before the age of 365 days"),
        "otherwise": _("Not removed"),
        "before": _("Earlier removal of a brother or sister"),
    }


def _cohort(data: Data, end: int) -> dict[str, Any]:
    cells = data["cells"]
    return {
        "key": data["label"],
        "label": str(COHORTS.get(data["label"], data["label"])),
        "share": share_line(data["share"], end=end),
        "cells": cells,
        "percents": {name: percent_of(count, cells["size"]) for name, count in cells.items() if count is not None},
        "with": share_line(data["with"]) if data["with"] else None,
        "without": share_line(data["without"]) if data["without"] else None,
        "left_out": [(why, str(LEFT_OUT[why]), count) for why, count in data["left_out"].items() if count],
    }


def _cost_labels(run: OutcomeRun) -> dict[str, str]:
    versions = run.service.versions.all()
    return {one.key: words(one.label) for version in versions for one in definition_of(version).programme_costs}
