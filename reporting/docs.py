"""The definition page of each indicator as Markdown, for docs/indicators/."""

from django.utils import translation

from families.definitions import casework_files, load_service_version
from reporting.indicators.annexes import annexes_of
from reporting.indicators.base import Indicator, Kind
from reporting.indicators.registry import every
from reporting.reading.definitions import described
from reporting.reading.words import GENERAL

KINDS = {
    Kind.COUNT: "a count of rows",
    Kind.COUNT_OF: "a count of rows, beside how many there could be",
    Kind.SHARE: "n of N, as a percentage with its 95 % Wilson interval",
    Kind.RATE: "n set against N of another kind; a percentage with its 95 % Wilson interval where n is not more than N",
    Kind.MEDIAN: "a median with the middle half",
    Kind.COST: "pounds",
}
MADE = "<!-- Written by `manage.py describe_indicators`. Change the definition in `reporting/indicators/` instead. -->"


def pages() -> dict[str, str]:
    """File name → text, an index included."""
    with translation.override("en"):
        made = {f"{one.key}.md": _page(one) for one in [*every(), *_annexes()]}
        made["README.md"] = _index()
    return made


def _annexes() -> list[Indicator]:
    """The annexes of every casework definition that is shipped, each key once, by number."""
    found: dict[str, Indicator] = {}
    for path in reversed(casework_files()):
        found = {**{one.key: one for one in annexes_of(load_service_version(path))}, **found}
    return sorted(found.values(), key=lambda one: (int(one.number[1:]), one.key))


def _label(one: Indicator) -> str:
    return one.label_for(GENERAL)


def _page(one: Indicator) -> str:
    facts = [("Line", one.number), ("Key", f"`{one.key}`"), ("Kind", KINDS[one.kind]), ("Rows are", _rows(one))]
    if one.whole_years_only:
        facts.append(("Period", "whole years only"))
    if one.bands:
        facts.append(("In bands", ", ".join(one.bands)))
    lines = [MADE, "", f"# {_label(one)}", "", *(f"- {name}: {text}" for name, text in facts), ""]
    for heading, text in described(one, GENERAL):
        lines += [f"## {heading}", "", text, ""]
    return "\n".join(lines)


def _rows(one: Indicator) -> str:
    return f"{one.unit.replace('_', ' ')} records" + (
        " and those they are set against" if one.kind is Kind.RATE else ""
    )


def _index() -> str:
    head = [
        MADE,
        "",
        "# Indicators",
        "",
        "Every line of a return is defined once, in `reporting/indicators/`. Its figure is counted from the rows",
        "that it opens into. Names of slots and thresholds come from the service's definition file; here they stand",
        "in general words. An annex is one question of the definition file; those of the shipped services stand below.",
        "",
        "| line | figure |",
        "|---|---|",
    ]
    listed = [*every(), *_annexes()]
    return "\n".join([*head, *(f"| {one.number} | [{_label(one)}]({one.key}.md) |" for one in listed), ""])
