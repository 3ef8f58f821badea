"""A return as one tidy table: a row for each line, the same whoever reads it."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from outcomes.periods import Period
from reporting.figures import Figure
from reporting.indicators.base import Indicator, Kind
from reporting.indicators.registry import Group
from reporting.publishing.showing import HELD, Shown, shown

COLUMNS = (
    "service", "period", "first_day", "last_day", "state", "audience", "group", "number", "key", "label", "kind",
    "numerator", "denominator", "value", "unit", "low", "high", "unknown", "note",
)  # fmt: skip
AUDIENCE = "internal"
UNITS = {Kind.SHARE: "per cent", Kind.RATE: "per cent", Kind.MEDIAN: "days", Kind.COST: "pounds"}
COST_NOTE = (
    "Reconstruction and upper limit: supposes that without the service every family open to social services would have "
    "had a baby removed, and subtracts babies from families. Prices of {price_year}."
)
RATE_NOTE = "The counted are not a part of those they are set against."


def rows_of_table(
    *,
    service: str,
    period: Period,
    state: str,
    groups: Iterable[tuple[Group, Iterable[tuple[Indicator, str, Figure | None]]]],
    audience: str = AUDIENCE,
    held: Collection[str] = (),
) -> Iterator[dict[str, object]]:
    """One mapping for each figure, bands and parts of a cost as lines of their own; ``[c]`` where it is held back."""
    head = {
        "service": service,
        "period": period.label,
        "first_day": period.first.isoformat(),
        "last_day": period.last.isoformat(),
        "state": state,
        "audience": audience,
    }
    for group, lines in groups:
        for indicator, label, figure in lines:
            if figure is None:
                continue
            base = {**head, "group": group.key, "number": indicator.number, "key": indicator.key, "kind": figure.kind}
            seen = shown(indicator.key, figure, indicator, held)
            yield {**base, "label": label, **_cells(indicator, figure, seen)}
            for suffix, name, cells in _parts(figure, seen):
                yield {**base, "key": f"{indicator.key}:{suffix}", "label": f"{label}: {name}", **cells}


def _cells(indicator: Indicator, figure: Figure, seen: Shown) -> dict[str, object]:
    return {
        "numerator": seen.numerator,
        "denominator": seen.denominator,
        "value": seen.value,
        "unit": UNITS.get(indicator.kind, "count"),
        "low": seen.low,
        "high": seen.high,
        "unknown": seen.unknown,
        "note": _note(figure),
    }


def _note(figure: Figure) -> str:
    if figure.cost:
        return COST_NOTE.format(price_year=figure.cost["price_year"])
    return RATE_NOTE if figure.kind == Kind.RATE else ""


def _parts(figure: Figure, seen: Shown) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    if figure.cost:
        for name in ("programme_cost", "net", "break_even"):
            unit = "removals" if name == "break_even" else "pounds"
            value = HELD if seen.is_held and name == "net" else str(figure.cost[name])
            yield name, name.replace("_", " "), {"value": value, "unit": unit, "note": _note(figure)}
    else:
        for band, name, count in seen.bands:
            yield band, name, {"numerator": count, "value": str(count), "unit": "count"}
