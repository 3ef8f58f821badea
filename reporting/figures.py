"""Figures and the rows behind them, as pages, frozen returns, exports and programs ask for them.

A figure is counted from the very rows that it opens into: ``reporting.counting`` wraps one statement twice.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import field, frozen

from reporting import telling
from reporting.counting import Row, applies, figures_of, page_of, rows_of
from reporting.indicators.base import Indicator
from reporting.indicators.registry import layout
from reporting.scope import Scope
from reporting.tallies import Figure as Counted
from reporting.tallies import Money, Tally, figure_from

__all__ = ["Figure", "FigureRow", "Money", "Tally", "all_rows", "compute", "compute_return", "figure_from", "rows"]
AFTER = "|"


@frozen(kw_only=True)
class Figure:
    """One figure. ``value``: a count, per cent with one decimal, days of gestation, or pounds; None without a whole.

    ``low`` and ``high`` are the 95 % Wilson interval in per cent, or the quartiles of a median in days.
    ``denominator`` holds the numerator's rows too. ``text`` is the value as people read it.
    """

    key: str
    kind: str
    numerator: int
    denominator: int | None
    unknown: int
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    text: str
    bands: Mapping[str, int] = field(factory=dict, hash=False)
    cost: Mapping[str, Any] = field(factory=dict, hash=False)


@frozen
class FigureRow:
    """One row behind a figure. ``detail`` holds figures, dates and keys, never what somebody wrote."""

    part: str
    object_type: str
    object_id: UUID
    reference: str
    case_id: UUID | None
    detail: Mapping[str, Any] = field(hash=False)

    @property
    def place(self) -> str:
        """Where the row stands in its order: what the next page is asked for ``after``."""
        return AFTER.join((self.part, self.reference, str(self.object_id)))


def compute(indicator: Indicator, scope: Scope) -> Figure:
    """One figure, in one query."""
    return _figure(indicator, figures_of(scope, [indicator]).get(indicator.key))


def compute_return(scope: Scope) -> list[tuple[Indicator, Figure]]:
    """All lines of the service's return in their order, in one query."""
    listed = layout(scope)
    counted = figures_of(scope, listed)
    return [(one, _figure(one, counted.get(one.key))) for one in listed]


def rows(
    indicator: Indicator, scope: Scope, *, part: str = "", after: str = "", limit: int = 50
) -> list[FigureRow]:
    """A page of the rows by part, reference and key; ``after`` is the ``place`` of the last row seen."""
    found = page_of(scope, indicator, part=part, after=_place(after), limit=limit)
    return [_row(one) for one in found]


def all_rows(indicator: Indicator, scope: Scope) -> Iterator[FigureRow]:
    """Every row behind the figure."""
    return (_row(one) for one in rows_of(scope, indicator))


def shows(indicator: Indicator, scope: Scope) -> bool:
    """Whether the indicator has a figure for such a period."""
    return applies(indicator, scope.period)


def _figure(indicator: Indicator, counted: Counted | None) -> Figure:
    found = counted or Counted(kind=indicator.kind.value)
    return Figure(
        key=indicator.key,
        kind=found.kind,
        numerator=found.numerator or 0,
        denominator=found.denominator,
        unknown=found.unknown,
        value=_number(found.value),
        low=_number(found.low),
        high=_number(found.high),
        text=telling.value(found),
        bands=found.bands,
        cost=found.cost,
    )


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _row(row: Row) -> FigureRow:
    detail = {**row.detail, "band": row.band} if row.band else dict(row.detail)
    return FigureRow(row.part, row.object_type, row.object_id, row.reference, row.case_id, detail)


def _place(after: str) -> tuple[str, str, str] | None:
    """The three parts of a place; what does not read as one begins at the beginning."""
    part, first, rest = after.partition(AFTER)
    reference, second, key = rest.rpartition(AFTER)
    return (part, reference, key) if first and second else None
