"""What the charts of a dashboard draw, counted by one statement: births ahead, waits, months, the way of a year."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from attrs import frozen

from reporting.by_month.table import last_of
from reporting.dashboards.asked import WEEKS_AHEAD, Asked
from reporting.dashboards.common import COMMON, fell_due, narrowed, team_on
from reporting.dashboards.counting import run
from reporting.dashboards.way import STEPS, WAY, steps_of

MONTHS = 24
STATEMENT = f"""WITH {COMMON},
{WAY},
month AS (
    SELECT starts::date AS starts, least((starts + interval '1 month - 1 day')::date, %(on)s) AS ends
    FROM generate_series(%(first_month)s::date, %(on)s::date, interval '1 month') AS starts
)
SELECT 'births' AS what, CASE WHEN planned THEN 'planned' ELSE 'unplanned' END AS part,
       (due_date - %(on)s) / 7 AS place, count(*) AS n
FROM pregnant WHERE due_date >= %(on)s AND due_date < %(on)s + {7 * WEEKS_AHEAD} GROUP BY 2, 3
UNION ALL
SELECT CASE WHEN reached_on > due_on THEN 'late' ELSE 'wait' END, step, reached_on - referred_on, count(*)
FROM reached WHERE reached_on >= referred_on GROUP BY 1, 2, 3
UNION ALL
SELECT 'still', step, 0, count(*) FROM reached
WHERE reached_on IS NULL AND due_on < %(on)s AND (closed_on IS NULL OR closed_on > %(on)s) GROUP BY step
UNION ALL
SELECT 'way', step, 0, count(*) FROM reached WHERE reached_on IS NOT NULL GROUP BY step
UNION ALL
SELECT 'way', 'closed', 0, count(*) FROM cohort WHERE closed_on <= %(on)s
UNION ALL
SELECT 'month', 'opened', (extract(year FROM m.starts) * 12 + extract(month FROM m.starts))::int, count(*)
FROM month m JOIN known_case k ON k.opened_on BETWEEN m.starts AND m.ends
WHERE {team_on("k", "k.opened_on")} = ANY(%(teams)s::uuid[]) AND {narrowed("k")} GROUP BY m.starts
UNION ALL
SELECT 'month', 'open', (extract(year FROM m.starts) * 12 + extract(month FROM m.starts))::int, count(*)
FROM month m JOIN known_case k ON k.opened_on <= m.ends AND (k.closed_on IS NULL OR k.closed_on > m.ends)
WHERE {team_on("k", "m.ends")} = ANY(%(teams)s::uuid[]) AND {narrowed("k")} GROUP BY m.starts
UNION ALL
SELECT CASE WHEN met_on <= due_on THEN 'in_time' ELSE 'not_in_time' END, part, month, count(*) FROM (
    SELECT m.met_on, m.due_on, m.rule,
           (extract(year FROM m.due_on) * 12 + extract(month FROM m.due_on))::int AS month
    FROM {fell_due("%(first_month)s", "%(on)s")}) due
CROSS JOIN LATERAL (VALUES ('clocks'), (CASE WHEN rule = ANY(%(first_rules)s::text[]) THEN 'first' END)) AS p(part)
WHERE part IS NOT NULL GROUP BY 1, 2, 3
"""  # noqa: S608  (no text of a user's)


@frozen
class Wait:
    """Days from referral to one step: how many cases, half and nine in ten of them, and how many in each week.

    ``late`` of them came after the day of their clock, in the ``weeks_late``; ``still`` more wait past theirs.
    """

    step: str
    count: int
    median: int | None
    ninth: int | None
    weeks: tuple[int, ...]
    weeks_late: tuple[int, ...] = (0,) * 13
    still: int = 0

    @property
    def late(self) -> int:
        return sum(self.weeks_late)


@frozen(kw_only=True)
class Series:
    """``births`` are (first day of the week, with a plan, without); months are (first day, opened, open at its end).

    ``shares`` are, for all clocks and for that of the first slot, (first day of the month, met in time, fell due).
    """

    births: tuple[tuple[date, int, int], ...]
    waits: tuple[Wait, ...]
    way: dict[str, int]
    months: tuple[tuple[date, int, int], ...]
    shares: dict[str, tuple[tuple[date, int, int], ...]]


def series_of(asked: Asked) -> Series:
    """Everything that is drawn; one statement whatever the number of cases."""
    first = _months_before(asked.on, MONTHS - 1)
    found: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for what, part, place, number in run(STATEMENT, asked, first_month=first, **steps_of(asked)):
        found[what, part][int(place)] = number
    return Series(
        births=tuple(_births(found, asked.on)),
        waits=tuple(_wait(step, found) for step in STEPS),
        way={step: found["way", step].get(0, 0) for step in (*STEPS, "closed")},
        months=tuple(_months(found, first, asked.on)),
        shares={part: tuple(_shares(found, part, first, asked.on)) for part in ("clocks", "first")},
    )


def _births(found: dict[tuple[str, str], dict[int, int]], on: date) -> Any:
    for week in range(WEEKS_AHEAD):
        counts = (found["births", part].get(week, 0) for part in ("planned", "unplanned"))
        yield (on + timedelta(days=7 * week), *counts)


def _wait(step: str, found: dict[tuple[str, str], dict[int, int]]) -> Wait:
    in_time, late = found["wait", step], found["late", step]
    days = {day: in_time.get(day, 0) + late.get(day, 0) for day in in_time.keys() | late.keys()}
    return Wait(
        step,
        sum(days.values()),
        _share(days, 0.5),
        _share(days, 0.9),
        _by_week(days),
        _by_week(late),
        found["still", step].get(0, 0),
    )


def _by_week(days: dict[int, int]) -> tuple[int, ...]:
    weeks = [0] * 13
    for day, number in days.items():
        weeks[min(day // 7, 12)] += number
    return tuple(weeks)


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


def _shares(found: dict[tuple[str, str], dict[int, int]], part: str, first: date, on: date) -> Any:
    month = first
    while month <= on:
        place = month.year * 12 + month.month
        met, missed = (found[what, part].get(place, 0) for what in ("in_time", "not_in_time"))
        yield month, met, met + missed
        month = last_of(month) + timedelta(days=1)


def _months_before(day: date, number: int) -> date:
    """The first day of the month so many months before that of ``day``."""
    months = day.year * 12 + day.month - 1 - number
    return date(months // 12, months % 12 + 1, 1)
