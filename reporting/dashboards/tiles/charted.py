"""Lists that open from the points of a dashboard's charts, and from the tables beside them."""

from django.utils.translation import gettext_lazy as _

from reporting.dashboards.asked import WEEKS_AHEAD
from reporting.dashboards.common import clock_rows, narrowed, team_on
from reporting.dashboards.tiles.base import Tile
from reporting.dashboards.way import WAY, steps_of

MONTH_OPENED = Tile(
    key="month_opened",
    needs=("month",),
    label=_("cases opened in a month"),
    definition=_("Cases accepted in the month, of the team that had them when they were accepted."),
    rows=f"""
    SELECT k.id AS case_id, k.reference, k.opened_on::text AS sort, false AS flagged,
           jsonb_build_object('opened_on', k.opened_on, 'closed_on', k.closed_on) AS detail
    FROM known_case k
    WHERE k.opened_on BETWEEN %(month)s AND %(month_end)s
      AND {team_on("k", "k.opened_on")} = ANY(%(teams)s::uuid[]) AND {narrowed("k")}
    """,  # noqa: S608
)

MONTH_OPEN = Tile(
    key="month_open",
    needs=("month",),
    label=_("cases open at the end of a month"),
    definition=_("Cases accepted by the last day of the month and not closed by its end, of the team that had them "
                 "then."),
    rows=f"""
    SELECT k.id AS case_id, k.reference, k.opened_on::text AS sort, false AS flagged,
           jsonb_build_object('opened_on', k.opened_on, 'closed_on', k.closed_on) AS detail
    FROM known_case k
    WHERE k.opened_on <= %(month_end)s AND (k.closed_on IS NULL OR k.closed_on > %(month_end)s)
      AND {team_on("k", "%(month_end)s")} = ANY(%(teams)s::uuid[]) AND {narrowed("k")}
    """,  # noqa: S608
)  # fmt: skip


def _clocks(where: str) -> str:
    return clock_rows("%(month)s", "%(month_end)s", where)


_MET, _FIRST = "m.met_on <= m.due_on", "m.rule = ANY(%(first_rules)s::text[])"
_DUE_WORDS = _("Clocks that fell due in the month, of the team that had the case on the due day. Clocks that stopped, "
               "and those of cases closed before it, are not in it. Those not met in time are marked.")  # fmt: skip
_MET_WORDS = _("Clocks that fell due in the month and were met in time, of the team that had the case on the due day.")

CLOCKS = (
    Tile(key="month_clocks", needs=("month",), label=_("clocks of a month"), definition=_DUE_WORDS,
         rows=_clocks("true"), worse=_("not met in time")),
    Tile(key="month_clocks_met", needs=("month",), label=_("clocks of a month met in time"), definition=_MET_WORDS,
         rows=_clocks(_MET)),
    Tile(key="month_first", needs=("month",), label=_("clocks of the first slot in a month"), definition=_DUE_WORDS,
         rows=_clocks(_FIRST), worse=_("not met in time"), binds=steps_of),
    Tile(key="month_first_met", needs=("month",), label=_("clocks of the first slot in a month met in time"),
         definition=_MET_WORDS, rows=_clocks(f"{_FIRST} AND {_MET}"), binds=steps_of),
)  # fmt: skip


def _births(where: str) -> str:
    """Births of the weeks ahead, or of one of them."""
    return f"""
    SELECT case_id, reference, due_date::text AS sort, false AS flagged,
           jsonb_build_object('due_on', due_date) AS detail
    FROM pregnant WHERE due_date >= %(on)s AND due_date < %(on)s + {7 * WEEKS_AHEAD}
      AND (%(list_week)s::int IS NULL OR (due_date - %(on)s) / 7 = %(list_week)s) AND {where}
    """  # noqa: S608


BIRTHS = (
    Tile(key="births_planned", takes=("week",), label=_("births ahead with a plan"), rows=_births("planned"),
         definition=_("Pregnancies of open cases due in the 12 weeks from that day, or in one of them, whose plan for "
                      "the birth is signed.")),
    Tile(key="births_unplanned", takes=("week",), label=_("births ahead without a plan"), rows=_births("NOT planned"),
         definition=_("Pregnancies of open cases due in the 12 weeks from that day, or in one of them, without a "
                      "signed plan for the birth.")),
)  # fmt: skip


def _reached(where: str) -> str:
    """Cases of the year before by the day on which they reached the step."""
    return f"""
    WITH {WAY}
    SELECT c.id AS case_id, c.reference, r.referred_on::text AS sort,
           coalesce(r.reached_on > r.due_on, false) AS flagged,
           jsonb_build_object('referred_on', r.referred_on, 'reached_on', r.reached_on, 'due_on', r.due_on,
                              'days', r.reached_on - r.referred_on) AS detail
    FROM reached r JOIN families_case c ON c.id = r.id
    WHERE r.step = %(step)s AND {where}
    """  # noqa: S608


_WAITED = """r.reached_on >= r.referred_on
      AND (%(list_week)s::int IS NULL OR least((r.reached_on - r.referred_on) / 7, 12) = %(list_week)s)"""
_LATER = _("later than the clock")
WAYS = (
    Tile(key="step_waited", needs=("step",), takes=("week",), label=_("cases by the wait for a step"), binds=steps_of,
         rows=_reached(_WAITED), worse=_LATER,
         definition=_("Cases referred in the 365 days before that have reached the step, in one of the weeks after the "
                      "referral or in any. Those that reached it later than their clock said are marked.")),
    Tile(key="step_late", needs=("step",), label=_("cases late at a step"), binds=steps_of,
         rows=_reached("r.reached_on >= r.referred_on AND r.reached_on > r.due_on"),
         definition=_("Cases referred in the 365 days before that reached the step later than their clock said.")),
    Tile(key="step_still", needs=("step",), label=_("cases that still wait for a step"), binds=steps_of,
         rows=_reached("""r.reached_on IS NULL AND r.due_on < %(on)s
                          AND (r.closed_on IS NULL OR r.closed_on > %(on)s)"""),
         definition=_("Open cases referred in the 365 days before that have not reached the step, past the day of "
                      "their clock.")),
    Tile(key="step_reached", needs=("step",), label=_("cases that reached a step"), binds=steps_of,
         rows=_reached("r.reached_on IS NOT NULL"), worse=_LATER,
         definition=_("Cases referred in the 365 days before that have reached the step by that day.")),
    Tile(key="year_closed", label=_("cases of the year that have closed"), binds=steps_of,
         rows=f"""
    WITH {WAY}
    SELECT c.id AS case_id, c.reference, c.closed_on::text AS sort, false AS flagged,
           jsonb_build_object('referred_on', c.referred_on, 'closed_on', c.closed_on) AS detail
    FROM cohort f JOIN families_case c ON c.id = f.id WHERE f.closed_on <= %(on)s
    """,  # noqa: S608
         definition=_("Cases referred in the 365 days before and closed by that day.")),
)  # fmt: skip

TILES = (MONTH_OPENED, MONTH_OPEN, *CLOCKS, *BIRTHS, *WAYS)
