"""What the charts of a dashboard draw, counted by one statement: births ahead, waits, months, the way of a year."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from attrs import frozen

from reporting.by_month.table import last_of
from reporting.dashboards.asked import Asked
from reporting.dashboards.common import COMMON, narrowed, team_on
from reporting.dashboards.counting import run

WEEKS_AHEAD = 12
MONTHS = 24
YEAR_DAYS = 365
LONGEST_WAIT = 400

_OURS = f"""k.referred_on BETWEEN %(on)s - {YEAR_DAYS - 1} AND %(on)s
      AND {team_on("k", "greatest(k.opened_on, k.referred_on)")} = ANY(%(teams)s::uuid[]) AND {narrowed("k")}"""

STATEMENT = f"""WITH {COMMON},
cohort AS MATERIALIZED (
    SELECT k.id, k.referred_on, k.opened_on, k.closed_on,
           (SELECT min(a.starts) FROM families_allocation a
            WHERE a.case_id = k.id AND a.starts <= %(on)s) AS allocated_on,
           (SELECT min((v.happened_at AT TIME ZONE 'Europe/London')::date)
            FROM families_visitcase vc JOIN families_visit v ON v.id = vc.visit_id
            WHERE vc.case_id = k.id AND v.outcome = 'done' AND v.happened_at < %(until_at)s) AS met_on,
           (SELECT min(o.assessed_on) FROM outcomes_assessment o
            WHERE o.case_id = k.id AND o.point = 'start' AND o.withdrawn_at IS NULL
              AND o.assessed_on <= %(on)s) AS scored_on
    FROM known_case k WHERE k.opened_on <= %(on)s AND {_OURS}
),
month AS (
    SELECT starts::date AS starts, least((starts + interval '1 month - 1 day')::date, %(on)s) AS ends
    FROM generate_series(%(first_month)s::date, %(on)s::date, interval '1 month') AS starts
)
SELECT 'births' AS what, CASE WHEN planned THEN 'planned' ELSE 'unplanned' END AS part,
       (due_date - %(on)s) / 7 AS place, count(*) AS n
FROM pregnant WHERE due_date >= %(on)s AND due_date < %(on)s + {7 * WEEKS_AHEAD} GROUP BY 2, 3
UNION ALL
SELECT 'wait', step, days, count(*) FROM (
    SELECT step, reached - c.referred_on AS days FROM cohort c
    CROSS JOIN LATERAL (VALUES ('accepted', c.opened_on), ('allocated', c.allocated_on), ('met', c.met_on),
                               ('scored', c.scored_on)) AS s(step, reached)
    WHERE reached IS NOT NULL AND reached >= c.referred_on) waits GROUP BY step, days
UNION ALL
SELECT 'way', step, 0, n FROM (
    SELECT count(*) AS accepted, count(allocated_on) AS allocated, count(met_on) AS met, count(scored_on) AS scored,
           count(*) FILTER (WHERE closed_on <= %(on)s) AS closed FROM cohort) w
    CROSS JOIN LATERAL (VALUES ('accepted', accepted), ('allocated', allocated), ('met', met), ('scored', scored),
                               ('closed', closed)) AS s(step, n)
UNION ALL
SELECT 'month', 'opened', (extract(year FROM m.starts) * 12 + extract(month FROM m.starts))::int, count(*)
FROM month m JOIN known_case k ON k.opened_on BETWEEN m.starts AND m.ends
WHERE {team_on("k", "k.opened_on")} = ANY(%(teams)s::uuid[]) AND {narrowed("k")} GROUP BY m.starts
UNION ALL
SELECT 'month', 'open', (extract(year FROM m.starts) * 12 + extract(month FROM m.starts))::int, count(*)
FROM month m JOIN known_case k ON k.opened_on <= m.ends AND (k.closed_on IS NULL OR k.closed_on > m.ends)
WHERE {team_on("k", "m.ends")} = ANY(%(teams)s::uuid[]) AND {narrowed("k")} GROUP BY m.starts
"""  # noqa: S608  (no text of a user's)

STEPS = ("accepted", "allocated", "met", "scored")


@frozen
class Wait:
    """Days from referral to one step: how many cases, half and nine in ten of them, and how many in each week."""

    step: str
    count: int
    median: int | None
    ninth: int | None
    weeks: tuple[int, ...]


@frozen(kw_only=True)
class Series:
    """``births`` are (first day of the week, with a plan, without); months are (first day, opened, open at its end)."""

    births: tuple[tuple[date, int, int], ...]
    waits: tuple[Wait, ...]
    way: dict[str, int]
    months: tuple[tuple[date, int, int], ...]


def series_of(asked: Asked) -> Series:
    """Everything that is drawn; one statement whatever the number of cases."""
    first = _months_before(asked.on, MONTHS - 1)
    found: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for what, part, place, number in run(STATEMENT, asked, first_month=first):
        found[what, part][int(place)] = number
    return Series(
        births=tuple(_births(found, asked.on)),
        waits=tuple(_wait(step, found["wait", step]) for step in STEPS),
        way={step: found["way", step].get(0, 0) for step in (*STEPS, "closed")},
        months=tuple(_months(found, first, asked.on)),
    )


def _births(found: dict[tuple[str, str], dict[int, int]], on: date) -> Any:
    for week in range(WEEKS_AHEAD):
        counts = (found["births", part].get(week, 0) for part in ("planned", "unplanned"))
        yield (on + timedelta(days=7 * week), *counts)


def _wait(step: str, days: dict[int, int]) -> Wait:
    total = sum(days.values())
    weeks = [0] * 13
    for day, number in days.items():
        weeks[min(day // 7, 12)] += number
    return Wait(step, total, _share(days, 0.5), _share(days, 0.9), tuple(weeks))


def _share(days: dict[int, int], share: float) -> int | None:
    """The first number of days within which at least that share had come so far."""
    total, seen = sum(days.values()), 0
    for day in sorted(days):
        seen += days[day]
        if seen >= share * total:
            return day
    return None


def _months(found: dict[tuple[str, str], dict[int, int]], first: date, on: date) -> Any:
    month = first
    while month <= on:
        place = month.year * 12 + month.month
        yield month, found["month", "opened"].get(place, 0), found["month", "open"].get(place, 0)
        month = last_of(month) + timedelta(days=1)


def _months_before(day: date, number: int) -> date:
    """The first day of the month so many months before that of ``day``."""
    months = day.year * 12 + day.month - 1 - number
    return date(months // 12, months % 12 + 1, 1)
