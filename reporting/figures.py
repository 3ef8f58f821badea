"""From counted rows to figures: value, n and N, interval, unknowns. Pure."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from attrs import asdict, field, frozen

from outcomes.statistics import CostAvoided, Proportion, cost_avoided, proportion
from reporting.indicators.base import Kind, Part

NONE = ""


@frozen
class Tally:
    """How many rows of one part and band there are; quartiles of their measure where they have one.

    ``mark`` is the sum of the rows' own marks: other rows of the same number give another.
    """

    part: str
    band: str | None
    count: int
    quartiles: tuple[int, int, int] | None = None
    mark: int = 0


@frozen(kw_only=True)
class Money:
    """What a reconstruction of cost needs, in whole pounds, each with where it comes from."""

    unit_cost: int
    programme_cost: int
    price_year: str
    sources: tuple[str, ...] = ()


@frozen(kw_only=True)
class Figure:
    """``value`` is the figure as exact text: a count, a percentage with one decimal, days, pounds.

    Empty where there is nothing to divide by. ``low`` and ``high`` are the ends of the 95 % Wilson
    interval as percentages, or the quartiles of a median in days. Two figures of one ``mark`` have the same rows.
    """

    kind: str
    numerator: int | None = None
    denominator: int | None = None
    value: str = NONE
    low: str = NONE
    high: str = NONE
    unknown: int = 0
    mark: str = NONE
    bands: Mapping[str, int] = field(factory=dict)
    cost: Mapping[str, Any] = field(factory=dict)

    def as_data(self) -> dict[str, Any]:
        """The figure as JSON-ready data."""
        return asdict(self)


def figure_from(
    kind: Kind, tallies: Iterable[Tally], *, bands: tuple[str, ...] = (), money: Money | None = None
) -> Figure:
    """Work one figure out from the counts of its rows."""
    listed = list(tallies)
    counted = _sum(listed, Part.NUMERATOR)
    others = _sum(listed, Part.DENOMINATOR)
    unknown = _sum(listed, Part.UNKNOWN)
    common: dict[str, Any] = {"kind": kind.value, "unknown": unknown, "bands": _bands(listed, bands)}
    common["mark"] = str(sum(one.mark for one in listed))
    if kind is Kind.COST:
        return Figure(**common, numerator=counted, denominator=None, **_cost(common["bands"], money))
    if kind is Kind.MEDIAN:
        return Figure(**common, numerator=counted, denominator=counted, **_median(listed))
    if kind is Kind.COUNT:
        return Figure(**common, numerator=counted, value=str(counted))
    whole = others if kind is Kind.RATE else counted + others
    if kind is Kind.COUNT_OF:
        return Figure(**common, numerator=counted, denominator=whole, value=str(counted))
    return Figure(**common, numerator=counted, denominator=whole, **_share(counted, whole))


def share_of(numerator: int, denominator: int) -> Proportion | None:
    """The share with its interval, None where the counted are not a part of the whole (babies of families)."""
    return proportion(numerator, denominator) if numerator <= denominator else None


def percentage_of(numerator: int, denominator: int) -> str:
    """n of N as a percentage with one decimal, rounded from the numbers themselves; empty where N is 0."""
    percent = proportion(numerator, denominator).percent
    return NONE if percent is None else str(percent)


def percentage(share: float | None) -> str:
    """A share as a percentage with one decimal; empty for None."""
    return NONE if share is None else f"{100 * share:.1f}"


def _sum(tallies: list[Tally], part: Part) -> int:
    return sum(one.count for one in tallies if one.part == part)


def _bands(tallies: list[Tally], bands: tuple[str, ...]) -> dict[str, int]:
    return {band: sum(one.count for one in tallies if one.band == band) for band in bands}


def _share(numerator: int, denominator: int) -> dict[str, Any]:
    found = share_of(numerator, denominator)
    if found is None or found.percent is None:
        return {}
    return {"value": str(found.percent), "low": percentage(found.low), "high": percentage(found.high)}


def _median(tallies: list[Tally]) -> dict[str, Any]:
    for one in tallies:
        if one.part == Part.NUMERATOR and one.quartiles:
            low, middle, high = one.quartiles
            return {"value": str(middle), "low": str(low), "high": str(high)}
    return {}


def _cost(bands: Mapping[str, int], money: Money | None) -> dict[str, Any]:
    if money is None:
        return {}
    found: CostAvoided = cost_avoided(
        expected=bands["expected"],
        actual=bands["removed"],
        unit_cost=money.unit_cost,
        programme_cost=money.programme_cost,
    )
    parts = {name: str(part) if isinstance(part, Decimal) else part for name, part in found.parts}
    extra = {"price_year": money.price_year, "sources": list(money.sources)}
    return {"value": str(found.gross), "cost": {**parts, **extra}}
