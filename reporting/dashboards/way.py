"""The way of the cases of a year from referral to closure, as table expressions, and what they bind."""

from datetime import date, timedelta
from typing import Any

from families.definitions import ServiceDefinition
from reporting.dashboards.asked import Asked, working_days_after
from reporting.dashboards.common import narrowed, team_on

YEAR_DAYS = 365
LONGEST_WAIT = YEAR_DAYS + 60
"""Whoever was received longer before the day asked about has no day by which to be accepted here."""

_OURS = f"""k.referred_on BETWEEN %(on)s - {YEAR_DAYS - 1} AND %(on)s
      AND {team_on("k", "greatest(k.opened_on, k.referred_on)")} = ANY(%(teams)s::uuid[]) AND {narrowed("k")}"""

WAY = f"""cohort AS MATERIALIZED (
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
)"""  # noqa: S608  (no text of a user's)
"""Table expressions beside the common ones: the cases of a year, and the day on which each reached each step."""

STEPS = ("accepted", "first", "met", "second", "scored")
"""From acceptance on: the first slot of the return filled, first met, the second slot filled, start scores."""


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
