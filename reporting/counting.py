"""Running the statements of indicators: all figures of a period in one, the rows of a figure page by page."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from attrs import field, frozen
from django.db import connection

from outcomes.periods import Period
from reporting.figures import Figure, Money, Tally, figure_from
from reporting.indicators.base import Indicator, Kind, Part
from reporting.indicators.common import COMMON
from reporting.periods import is_whole_year
from reporting.scope import Scope, parameters_of

ORDER = (Part.DENOMINATOR, Part.UNKNOWN, Part.NUMERATOR)
"""Those not counted come first: they are what somebody can do something about."""
SET_AGAINST = (Part.NUMERATOR, Part.UNKNOWN, Part.DENOMINATOR)
"""Where the others are only what a number is set against, the counted come first."""


@frozen
class Row:
    """One row behind a figure, by reference; ``case_id`` decides who may see it."""

    part: str
    object_type: str
    object_id: UUID
    case_id: UUID | None
    reference: str
    band: str | None
    weight: int
    measure: int | None
    mark: int
    detail: Mapping[str, Any] = field(hash=False)

    @property
    def identity(self) -> tuple[str, str, str, int]:
        """What must be the same for the row to count the same."""
        return str(self.object_id), self.part, self.band or "", self.weight


def applies(indicator: Indicator, period: Period) -> bool:
    """Whether the indicator has a figure for such a period."""
    return is_whole_year(period) or not indicator.whole_years_only


def figures_of(scope: Scope, indicators: Iterable[Indicator]) -> dict[str, Figure]:
    """The figures of one period by key, counted by a single statement."""
    wanted = [one for one in indicators if applies(one, scope.period)]
    if not wanted:
        return {}
    tallies = _tallies(scope, wanted)
    money = money_of(scope)
    return {one.key: figure_from(one.kind, tallies[one.key], bands=one.bands, money=money) for one in wanted}


def rows_of(
    scope: Scope,
    indicator: Indicator,
    *,
    parts: Iterable[str] = (),
    band: str = "",
    lacking: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> list[Row]:
    """The rows behind one figure, those not counted first, then by reference; ``lacking`` only those of its gap.

    ``band`` is one of the indicator's.
    """
    if not applies(indicator, scope.period):
        return []
    page = "LIMIT %(limit)s OFFSET %(offset)s" if limit is not None else ""
    chosen = "WHERE part = ANY(%(parts)s)" if (listed := list(parts)) else "WHERE true"
    banded = "AND band = %(band)s" if band else ""
    lacks = f"AND ({indicator.gap.where})" if lacking and indicator.gap else ""
    statement = f"""WITH {COMMON} SELECT part, {_column(indicator, "object_type")}, object_id, case_id, reference,
        {_column(indicator, "band")}, {_column(indicator, "weight")}, {_column(indicator, "measure")},
        {_mark(indicator)}, detail FROM ({indicator.rows}) counted {chosen} {banded} {lacks}
        ORDER BY {_part_order(indicator)}, reference, object_id {page}"""  # noqa: S608  (no text of a user's)
    bound = {**parameters_of(scope), "limit": limit, "offset": offset, "parts": listed, "band": band}
    return [Row(*(*row[:-1], data_of(row[-1]))) for row in _fetch(statement, bound)]


def gaps_counted(scope: Scope, indicators: Iterable[Indicator]) -> dict[str, int]:
    """How many rows lack something, by key of the line, counted by a single statement; none where nothing lacks."""
    asked = [(one.key, one.rows, one.gap.where) for one in indicators if one.gap and applies(one, scope.period)]
    if not asked:
        return {}
    counted = " UNION ALL ".join(
        f"SELECT {place} AS place, count(*) FROM ({rows}) rows_{place} WHERE {where}"  # noqa: S608
        for place, (_key, rows, where) in enumerate(asked)
    )
    found = _fetch(f"WITH {COMMON} {counted}", parameters_of(scope))
    return {asked[place][0]: count for place, count in sorted(found) if count}


def figure_of_rows(scope: Scope, indicator: Indicator, rows: Iterable[Row]) -> Figure:
    """The figure of rows that were read already: what is frozen is worked out from what is kept."""
    grouped: dict[tuple[str, str | None], list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.part, row.band].append(row)
    tallies = [
        Tally(part, band, sum(row.weight for row in some), _quartiles(some), sum(row.mark for row in some))
        for (part, band), some in grouped.items()
    ]
    return figure_from(indicator.kind, tallies, bands=indicator.bands, money=money_of(scope))


def _quartiles(rows: list[Row]) -> tuple[int, int, int] | None:
    """As ``percentile_disc``: the first value that at least a quarter, half, three quarters do not exceed."""
    values = sorted(row.measure for row in rows if row.measure is not None)
    if not values:
        return None
    low, middle, high = (values[-(-share * len(values) // 4) - 1] for share in (1, 2, 3))
    return low, middle, high


def money_of(scope: Scope) -> Money | None:
    """The costs of the service's definition; None where it states no unit cost."""
    definition = scope.definition
    if not definition.unit_costs:
        return None
    unit = definition.unit_costs[0]
    costs = [unit, *definition.programme_costs]
    return Money(
        unit_cost=unit.pounds,
        programme_cost=sum(one.pounds for one in definition.programme_costs),
        price_year=unit.price_year,
        sources=tuple(f"{one.label}: £{one.pounds:,} ({one.price_year}). {one.source}" for one in costs),
    )


def _tallies(scope: Scope, indicators: list[Indicator]) -> dict[str, list[Tally]]:
    counted = " UNION ALL ".join(_counted(one, number) for number, one in enumerate(indicators))
    statement = f"""WITH {COMMON} SELECT place, part, band, sum(weight)::bigint, sum(mark),
        percentile_disc(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY measure)
        FROM ({counted}) counted GROUP BY place, part, band"""  # noqa: S608  (no text of a user's)
    found: dict[str, list[Tally]] = defaultdict(list)
    for place, part, band, count, mark, quartiles in _fetch(statement, parameters_of(scope)):
        known = quartiles and quartiles[0] is not None and indicators[place].kind is Kind.MEDIAN
        found[indicators[place].key].append(Tally(part, band, count, tuple(quartiles) if known else None, int(mark)))
    return found


def _counted(indicator: Indicator, place: int) -> str:
    columns = ", ".join(_column(indicator, name) for name in ("band", "weight", "measure"))
    return f"SELECT {place} AS place, part, {_mark(indicator)}, {columns} FROM ({indicator.rows}) rows_{place}"  # noqa: S608


def _column(indicator: Indicator, name: str) -> str:
    absent = {
        "band": "NULL::text AS band",
        "weight": "1 AS weight",
        "measure": "NULL::integer AS measure",
        "object_type": f"'{indicator.unit}' AS object_type",
    }
    return name if name in indicator.extras else absent[name]


def _mark(indicator: Indicator) -> str:
    """A number that tells rows apart, the same in every database."""
    parts = ["part", "object_id", *(name for name in ("band", "weight") if name in indicator.extras)]
    return f"hashtextextended(concat_ws('|', {', '.join(parts)}), 0) AS mark"


def order_of(kind: str) -> tuple[Part, ...]:
    """In which order the parts of a figure of that kind are listed."""
    return SET_AGAINST if kind == Kind.RATE else ORDER


def _part_order(indicator: Indicator) -> str:
    whens = (f"WHEN '{part}' THEN {place}" for place, part in enumerate(order_of(indicator.kind)))
    return f"CASE part {' '.join(whens)} END"


def _fetch(statement: str, bound: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, bound)
        return cursor.fetchall()


def data_of(detail: Any) -> dict[str, Any]:
    """What a statement gave as JSON, without what is empty."""
    found = json.loads(detail) if isinstance(detail, str) else detail
    return {name: value for name, value in found.items() if value is not None and value != ""}
