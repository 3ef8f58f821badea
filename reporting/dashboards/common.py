"""The parts that dashboards share, as common table expressions.

A case counts for the team that had it on the day asked about, not for the one that has it now.
"""

from families import gestation

OVERDUE_DAYS = gestation.LONGEST_PREGNANCY - gestation.TERM_DAYS
"""Who has not given birth by the due date is expected for as long as any pregnancy that can be recorded lasts."""


def team_on(case: str, day: str) -> str:
    """SQL for the team of a case at the end of a day: before a transfer was accepted it was the first one's."""
    return f"""coalesce((SELECT t.from_team_id FROM families_transfer t
        WHERE t.case_id = {case}.id AND t.accepted_on > {day} ORDER BY t.accepted_on, t.id LIMIT 1), {case}.team_id)"""  # noqa: S608


def complex_on(case: str) -> str:
    """SQL that holds for a case worked as complex on the day; where no change is on record, as it stands."""
    return f"""(coalesce((SELECT x.complexity FROM families_complexitychange x
        WHERE x.case_id = {case}.id AND x.from_day <= %(on)s ORDER BY x.from_day DESC, x.id DESC LIMIT 1),
        CASE WHEN EXISTS (SELECT 1 FROM families_complexitychange x WHERE x.case_id = {case}.id) THEN ''
             ELSE {case}.complexity END) <> '')"""  # noqa: S608


def narrowed(case: str) -> str:
    """SQL that holds for the cases that the filters leave."""
    return f"""(%(service)s::uuid IS NULL OR {case}.service_id = %(service)s)
      AND (%(tier)s = '' OR {case}.tier = %(tier)s)
      AND (%(complexity)s = '' OR (%(complexity)s = 'complex') = {complex_on(case)})
      AND (%(worker)s::uuid IS NULL OR EXISTS (
          SELECT 1 FROM families_allocation w WHERE w.case_id = {case}.id AND w.starts <= %(on)s
            AND (w.ends IS NULL OR w.ends >= %(on)s)
            AND (w.worker_id = %(worker)s OR EXISTS (
                SELECT 1 FROM families_cover cv WHERE cv.allocation_id = w.id AND cv.worker_id = %(worker)s
                  AND cv.starts <= %(on)s AND cv.ends >= %(on)s))))
      AND (%(status)s = '' OR (%(status)s <> 'none') = EXISTS (
          SELECT 1 FROM families_status s WHERE s.family_id = {case}.family_id
            AND s.starts <= %(on)s AND (s.ends IS NULL OR s.ends >= %(on)s)
            AND CASE %(status)s WHEN 'register' THEN s.on_register WHEN 'looked_after' THEN s.looked_after
                ELSE s.open_to_social_services END))"""  # noqa: S608


def fell_due(first: str, last: str) -> str:
    """SQL for the clocks ``m`` of cases ``k`` that fell due from one day to another, up to the day before.

    Of the team that had the case on the due day. Clocks that stopped, or whose case had closed, are left out.
    """
    return f"""known_case k JOIN families_milestone m ON m.case_id = k.id
    WHERE m.due_on BETWEEN {first} AND least({last}, %(on)s - 1)
      AND (m.withdrawn_on IS NULL OR m.withdrawn_on > %(on)s)
      AND (m.trigger_on IS NULL OR m.trigger_on <= %(on)s) AND (k.closed_on IS NULL OR k.closed_on >= m.due_on)
      AND {team_on("k", "m.due_on")} = ANY(%(teams)s::uuid[]) AND {narrowed("k")}"""


def clock_rows(first: str, last: str, where: str) -> str:
    """SQL for a list of them; those not met in time are marked."""
    return f"""
    SELECT k.id AS case_id, k.reference, m.due_on::text AS sort,
           (m.met_on IS NULL OR m.met_on > m.due_on) AS flagged,
           jsonb_build_object('rule', m.rule, 'due_on', m.due_on,
                              'done_on', CASE WHEN m.met_on <= %(on)s THEN m.met_on END) AS detail
    FROM {fell_due(first, last)} AND {where}
    """  # noqa: S608


COMMON = f"""
rules AS (
    SELECT * FROM unnest(%(version_ids)s::uuid[], %(service_ids)s::uuid[], %(quiet)s::int[], %(tries)s::int[],
                         %(start_days)s::int[], %(anchors)s::text[], %(over_slots)s::text[], %(over_days)s::int[])
        AS r(version_id, service_id, quiet, tries, start_days, anchor, over_slot, over_days)
),
wanted AS (
    SELECT * FROM unnest(%(wanted_versions)s::uuid[], %(wanted_slots)s::text[]) AS w(version_id, slot)
),
known_case AS NOT MATERIALIZED (
    SELECT c.*, r.service_id, r.quiet, r.tries, r.start_days, r.anchor, r.over_slot, r.over_days
    FROM families_case c JOIN rules r ON r.version_id = c.service_version_id
    WHERE c.partnership_id = ANY(%(partnerships)s::uuid[]) AND c.merged_into_id IS NULL
),
open_case AS MATERIALIZED (
    SELECT k.*, {team_on("k", "%(on)s")} AS team_then FROM known_case k
    WHERE k.opened_on <= %(on)s AND (k.closed_on IS NULL OR k.closed_on > %(on)s)
),
scope AS MATERIALIZED (
    SELECT o.* FROM open_case o
    WHERE o.team_then = ANY(%(teams)s::uuid[]) AND {narrowed("o")}
),
held AS (
    SELECT a.case_id, a.slot, a.worker_id, a.starts FROM families_allocation a JOIN scope s ON s.id = a.case_id
    WHERE a.starts <= %(on)s AND (a.ends IS NULL OR a.ends >= %(on)s)
),
waiting_clock AS (
    SELECT m.id, m.case_id, m.rule, m.due_on, s.reference
    FROM families_milestone m JOIN scope s ON s.id = m.case_id
    WHERE (m.met_on IS NULL OR m.met_on > %(on)s) AND (m.withdrawn_on IS NULL OR m.withdrawn_on > %(on)s)
      AND (m.trigger_on IS NULL OR m.trigger_on <= %(on)s) AND m.due_on <= %(ahead)s
      AND (%(rule)s = '' OR m.rule = %(rule)s)
),
last_met AS (
    SELECT s.id AS case_id, greatest(
        (SELECT max(v.happened_at) FROM families_visitcase vc JOIN families_visit v ON v.id = vc.visit_id
         WHERE vc.case_id = s.id AND v.outcome = 'done' AND v.happened_at < %(until_at)s),
        (SELECT max(g.held_at) FROM families_attendance a JOIN families_groupsession g ON g.id = a.session_id
         WHERE a.case_id = s.id AND a.came AND g.counts_as_contact AND g.held_at < %(until_at)s)) AS met_at
    FROM scope s
),
pregnant AS (
    SELECT DISTINCT ON (p.id, CASE WHEN %(each_team)s THEN s.team_then END)
           p.id, s.id AS case_id, s.reference, p.due_date,
           EXISTS (SELECT 1 FROM families_paper f JOIN families_paperversion pv ON pv.paper_id = f.id
                   JOIN families_case pc ON pc.id = f.case_id
                   WHERE pc.pregnancy_id = p.id AND pv.counts_as = ANY(%(plans)s::text[])
                     AND pv.signed_at < %(until_at)s
                     AND (pv.returned_at IS NULL OR pv.returned_at >= %(until_at)s))
           OR EXISTS (SELECT 1 FROM families_document d JOIN families_case dc ON dc.id = d.case_id
                   WHERE dc.pregnancy_id = p.id AND d.kind = ANY(%(plans)s::text[]) AND d.dated <= %(on)s
                     AND d.withdrawn_on IS NULL) AS planned
    FROM scope s JOIN families_pregnancy p ON p.id = s.pregnancy_id
    WHERE (p.ended_on IS NULL OR p.ended_on > %(on)s) AND p.due_date >= %(on)s - {OVERDUE_DAYS}
    ORDER BY p.id, CASE WHEN %(each_team)s THEN s.team_then END, s.opened_on, s.id
)
"""  # noqa: S608  (no text of a user's)
