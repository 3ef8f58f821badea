"""Lists that open from the tables of a dashboard, not from a tile."""

from django.utils.translation import gettext_lazy as _

from reporting.dashboards.common import clock_rows
from reporting.dashboards.tiles.base import Tile

_COMING = """
    SELECT case_id, reference, due_on::text AS sort, false AS flagged,
           jsonb_build_object('rule', rule, 'due_on', due_on) AS detail
    FROM waiting_clock WHERE due_on BETWEEN {first} AND {last}
"""

WEEK = Tile(
    key="clocks_week",
    label=_("clocks due in 7 days"),
    definition=_("Clocks of open cases that were due on that day or in the 7 after it, and not met by it."),
    rows=_COMING.format(first="%(on)s", last="%(week)s"),
    by_rule=True,
)

FORTNIGHT = Tile(
    key="clocks_fortnight",
    label=_("clocks due in 8 to 14 days"),
    definition=_("Clocks of open cases that were due 8 to 14 days after that day, and not met by it."),
    rows=_COMING.format(first="%(week)s + 1", last="%(ahead)s"),
    by_rule=True,
)


def _quarter(where: str) -> str:
    return clock_rows("%(quarter)s", "%(on)s", f"(%(rule)s = '' OR m.rule = %(rule)s) AND {where}")


QUARTER = Tile(
    key="clocks_quarter",
    label=_("clocks of the quarter"),
    definition=_("Clocks that fell due in the quarter, up to the day before, of the team that had the case on the due "
                 "day. Clocks that stopped, and those of cases closed before the due day, are not in it. Those not met "
                 "in time are marked."),
    rows=_quarter("true"),
    worse=_("not met in time"),
    by_rule=True,
)  # fmt: skip

QUARTER_MET = Tile(
    key="clocks_quarter_met",
    label=_("clocks of the quarter met in time"),
    definition=_("Clocks that fell due in the quarter, up to the day before, and were met in time, of the team that "
                 "had the case on the due day."),
    rows=_quarter("m.met_on <= m.due_on"),
    by_rule=True,
)  # fmt: skip


def _held(where: str) -> str:
    """Cases by who held a slot of theirs on the day; cover does not change that."""
    return f"""
    SELECT s.id AS case_id, s.reference, h.starts::text AS sort, false AS flagged,
           jsonb_build_object('slot', h.slot, 'allocated_on', h.starts, 'tier', s.tier) AS detail
    FROM scope s JOIN held h ON h.case_id = s.id
    WHERE (%(worker)s::uuid IS NULL OR h.worker_id = %(worker)s) AND {where}
    """  # noqa: S608


HELD = Tile(
    key="cases_held",
    label=_("cases held"),
    definition=_("Open cases in which the worker held a slot on that day. Cover changes nothing."),
    rows=_held("true"),
)

TAKEN_ON = Tile(
    key="cases_taken_on",
    label=_("cases taken on in 28 days"),
    definition=_("Open cases in which the worker's allocation began on that day or in the 27 before."),
    rows=_held("h.starts >= %(recent)s"),
)

ENDING = Tile(
    key="cases_ending",
    label=_("cases held whose closure waits"),
    definition=_("Open cases in which the worker held a slot, and whose closure was asked for and neither signed nor "
                 "refused by that day."),
    rows=_held("""EXISTS (SELECT 1 FROM families_closure x WHERE x.case_id = s.id AND x.asked_on <= %(on)s
                   AND (x.signed_on IS NULL OR x.signed_on > %(on)s)
                   AND (x.refused_on IS NULL OR x.refused_on > %(on)s))"""),
)  # fmt: skip

TILES = (WEEK, FORTNIGHT, QUARTER, QUARTER_MET, HELD, TAKEN_ON, ENDING)
