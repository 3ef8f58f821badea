"""The top of a dashboard by one statement: every tile's number, the clocks by rule, the first meetings."""

from collections import defaultdict

from attrs import frozen

from reporting.counting import data_of
from reporting.dashboards.asked import Asked
from reporting.dashboards.common import COMMON
from reporting.dashboards.counting import Number, TileRow, numbers_in, run
from reporting.dashboards.tiles.behind import QUARTER
from reporting.dashboards.tiles.registry import TILES
from reporting.dashboards.tiles.risks import MEETINGS

NUMBERS = numbers_in(TILES)
STATEMENT = f"""WITH {COMMON}
SELECT 'tile' AS what, tile, n, worse, NULL::uuid AS case_id, NULL::text AS sort, NULL::jsonb AS detail
FROM ({NUMBERS}) counted
UNION ALL
SELECT CASE WHEN due_on < %(on)s THEN 'late' WHEN due_on <= %(week)s THEN 'week' ELSE 'fortnight' END, rule,
       count(*), 0, NULL, NULL, NULL
FROM waiting_clock GROUP BY 1, 2
UNION ALL
SELECT CASE WHEN flagged THEN 'missed' ELSE 'met' END, detail ->> 'rule', count(*), 0, NULL, NULL, NULL
FROM ({QUARTER.rows}) fallen GROUP BY 1, 2
UNION ALL
SELECT 'meeting', reference, 1, flagged::int, case_id, sort, detail FROM (
    SELECT * FROM ({MEETINGS.rows}) ahead ORDER BY sort, reference, detail::text LIMIT %(meetings)s) first_ones
"""  # noqa: S608  (no text of a user's)


@frozen(kw_only=True)
class ClockLine:
    """One clock: how many are late, due within 7 days, due 8 to 14 days ahead; of the quarter's, met in time."""

    rule: str
    late: int = 0
    week: int = 0
    fortnight: int = 0
    met: int = 0
    missed: int = 0

    @property
    def due(self) -> int:
        """How many fell due in the quarter, up to the day before."""
        return self.met + self.missed


@frozen(kw_only=True)
class Glance:
    """Numbers by tile; every clock with something to tell, in the order of the definitions; the first meetings."""

    numbers: dict[str, Number]
    clocks: tuple[ClockLine, ...]
    meetings: tuple[TileRow, ...]


def glance_of(asked: Asked, *, meetings: int) -> Glance:
    """Everything at the top, with so many meetings; one statement whatever the number of cases."""
    numbers: dict[str, Number] = {}
    clocks: dict[str, dict[str, int]] = defaultdict(dict)
    rows = []
    for what, key, number, worse, case, sort, detail in run(STATEMENT, asked, meetings=meetings):
        if what == "tile":
            numbers[key] = Number(number, worse)
        elif what == "meeting":
            rows.append((sort, key, TileRow(case, key, bool(worse), data_of(detail))))
        else:
            clocks[key][what] = number
    order = {rule.key: None for one in reversed(asked.definitions) for rule in one.clocks}
    rules = [rule for rule in (*order, *sorted(clocks.keys() - order.keys())) if rule in clocks]
    return Glance(
        numbers=numbers,
        clocks=tuple(ClockLine(rule=rule, **clocks[rule]) for rule in rules),
        meetings=tuple(row for _sort, _reference, row in sorted(rows, key=lambda one: one[:2])),
    )
