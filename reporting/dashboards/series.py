"""What the charts of a dashboard draw, counted by one statement: births ahead, waits, months, the way of a year."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from attrs import frozen

from families.definitions import ServiceDefinition
from reporting.by_month.table import last_of
from reporting.dashboards.asked import Asked, working_days_after
from reporting.dashboards.common import COMMON, narrowed, team_on
from reporting.dashboards.counting import run

WEEKS_AHEAD = 12
MONTHS = 24
YEAR_DAYS = 365
LONGEST_WAIT = YEAR_DAYS + 60
"""Whoever was received longer before the day asked about has no day by which to be accepted here."""

_OURS = f"""k.referred_on BETWEEN %(on)s - {YEAR_DAYS - 1} AND %(on)s
      AND {team_on("k", "greatest(k.opened_on, k.referred_on)")} = ANY(%(teams)s::uuid[]) AND {narrowed("k")}"""

STATEMENT = f"""WITH {COMMON},
cohort AS MATERIALIZED (
    SELECT k.id, k.service_version_id, k.referred_on, k.opened_on, k.closed_on,
           (SELECT min((v.happened_at AT TIME ZONE 'Europe/London')::date)
            FROM families_visitcase vc JOIN families_visit v ON v.id = vc.visit_id
            WHERE vc.case_id = k.id AND v.outcome = 'done' AND v.happened_at < %(until_at)s) AS met_on,
           (SELECT min(o.assessed_on) FROM outcomes_assessment o
            WHERE o.case_id = k.id AND o.point = 'start' AND o.withdrawn_at IS NULL
              AND o.assessed_on <= %(on)s) AS scored_on
    FROM known_case k WHERE k.opened_on <= %(on)s AND {_OURS}
),
step AS (
    SELECT * FROM unnest(%(step_versions)s::uuid[], %(steps)s::text[], %(step_slots)s::text[], %(step_rules)s::text[])
        AS s(version_id, step, slot, rule)
),
deadline AS (
    SELECT d.version_id, %(on)s - (d.listed_at - d.begins_at)::int AS day, d.due_on FROM (
        SELECT v.version_id, v.begins_at, l.listed_at, l.due_on
        FROM unnest(%(deadline_versions)s::uuid[], %(deadlines_begin)s::int[]) AS v(version_id, begins_at)
        JOIN unnest(%(deadlines)s::date[]) WITH ORDINALITY AS l(due_on, listed_at)
          ON l.listed_at BETWEEN v.begins_at AND v.begins_at + %(deadlines_each)s - 1) d
),
reached AS MATERIALIZED (
    SELECT c.id, c.referred_on, c.closed_on, 'accepted' AS step, c.opened_on AS reached_on, d.due_on
    FROM cohort c
    LEFT JOIN LATERAL (SELECT r.counts_from, r.received_on FROM referrals_referral r WHERE r.case_id = c.id
                       ORDER BY r.received_on, r.id LIMIT 1) r ON true
    LEFT JOIN deadline d ON d.version_id = c.service_version_id
                        AND d.day = coalesce(r.counts_from, r.received_on, c.referred_on)
    UNION ALL
    SELECT c.id, c.referred_on, c.closed_on, s.step,
           CASE s.step WHEN 'met' THEN c.met_on WHEN 'scored' THEN c.scored_on
                ELSE (SELECT min(a.starts) FROM families_allocation a
                      WHERE a.case_id = c.id AND a.slot = s.slot AND a.starts <= %(on)s) END,
           (SELECT min(m.due_on) FROM families_milestone m
            WHERE m.case_id = c.id AND m.rule = s.rule AND m.sequence = 1
              AND (m.withdrawn_on IS NULL OR m.withdrawn_on > %(on)s))
    FROM cohort c JOIN step s ON s.version_id = c.service_version_id
),
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
    FROM known_case k JOIN families_milestone m ON m.case_id = k.id
    WHERE m.due_on BETWEEN %(first_month)s AND %(on)s - 1 AND (m.withdrawn_on IS NULL OR m.withdrawn_on > %(on)s)
      AND (m.trigger_on IS NULL OR m.trigger_on <= %(on)s) AND (k.closed_on IS NULL OR k.closed_on >= m.due_on)
      AND {team_on("k", "m.due_on")} = ANY(%(teams)s::uuid[]) AND {narrowed("k")}) due
CROSS JOIN LATERAL (VALUES ('clocks'), (CASE WHEN rule = ANY(%(first_rules)s::text[]) THEN 'first' END)) AS p(part)
WHERE part IS NOT NULL GROUP BY 1, 2, 3
"""  # noqa: S608  (no text of a user's)

STEPS = ("accepted", "first", "met", "second", "scored")
"""From acceptance on: the first slot of the return filled, first met, the second slot filled, start scores."""


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


def steps_of(asked: Asked) -> dict[str, Any]:
    """What the statement binds of each version: its slots and clocks for the steps, and its days to decide.

    The last days to decide are one list, from the day asked about backwards; versions with the same rule share it.
    """
    steps = []
    begins: dict[tuple[str, int], int] = {}
    deadlines: list[date | None] = []
    places = []
    for version, one in zip(asked.versions, asked.definitions, strict=True):
        steps += [(version.pk, step, slot, next(iter(clocks), "")) for step, slot, clocks in step_clocks(one)]
        key = (one.jurisdiction, one.decision_working_days)
        if key not in begins:
            begins[key] = len(deadlines) + 1
            days = (asked.on - timedelta(days=back) for back in range(LONGEST_WAIT))
            deadlines += [working_days_after(one, day, one.decision_working_days) for day in days]
        places.append((version.pk, begins[key]))
    return {
        **_columns(("step_versions", "steps", "step_slots", "step_rules"), steps),
        **_columns(("deadline_versions", "deadlines_begin"), places),
        "deadlines": deadlines,
        "deadlines_each": LONGEST_WAIT,
        "first_rules": sorted({rule for _version, step, _slot, rule in steps if step == "first" and rule}),
    }


def step_clocks(definition: ServiceDefinition) -> list[tuple[str, str, list[str]]]:
    """The steps after acceptance: step, slot where it is one, and the clocks that it meets."""
    layout = definition.return_layout
    facts = [
        ("first", layout.first_slot.slot, f"slot:{layout.first_slot.slot}"),
        ("met", "", "first_contact"),
        ("second", layout.second_slot.slot, f"slot:{layout.second_slot.slot}"),
        ("scored", "", "scores:start"),
    ]
    return [(step, slot, [rule.key for rule in definition.clocks_met_by(fact)]) for step, slot, fact in facts]


def _columns(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> dict[str, list[Any]]:
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


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
