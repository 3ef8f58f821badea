"""The parts that many indicators share, as common table expressions; those not used cost nothing.

``%(service)s``, ``%(first)s`` and ``%(last)s`` are bound by ``reporting.counting``.
"""

ROOT = """CASE WHEN v.parted_from_id IS NULL THEN v.id ELSE (
        WITH RECURSIVE up AS (
            SELECT v.parted_from_id AS id, 1 AS far
            UNION ALL
            SELECT x.parted_from_id, up.far + 1 FROM up JOIN families_visit x ON x.id = up.id
            WHERE x.parted_from_id IS NOT NULL)
        SELECT id FROM up ORDER BY far DESC LIMIT 1) END"""
"""The joint visit that a part was parted from, or the visit itself. Parts of one that took place on one day
are one visit: each side only wrote its own account of it."""

COMMON = f"""
service_case AS NOT MATERIALIZED (
    SELECT c.id, c.reference, c.family_id, c.client_id, c.pregnancy_id, c.child_id,
           c.referred_on, c.opened_on, c.closed_on
    FROM families_case c
    JOIN families_serviceversion v ON v.id = c.service_version_id
    WHERE v.service_id = %(service)s AND c.merged_into_id IS NULL
),
open_case AS (
    SELECT * FROM service_case
    WHERE opened_on <= %(last)s AND (closed_on IS NULL OR closed_on >= %(first)s)
),
open_family AS (
    SELECT DISTINCT ON (o.family_id) o.family_id, f.reference, o.id AS case_id, o.opened_on
    FROM open_case o JOIN families_family f ON f.id = o.family_id
    ORDER BY o.family_id, o.opened_on, o.id
),
open_client AS (
    SELECT DISTINCT ON (client_id) client_id, id AS case_id, reference, opened_on
    FROM open_case ORDER BY client_id, opened_on, id
),
partner_case AS NOT MATERIALIZED (
    SELECT o.id AS case_id FROM open_case o
    WHERE EXISTS (
        SELECT 1 FROM families_familymember m
        WHERE m.family_id = o.family_id AND m.person_id = o.client_id AND m.relation = ANY(%(partner_relations)s)
          AND m.valid_from <= %(last)s AND (m.valid_to IS NULL OR m.valid_to >= %(first)s))
),
case_link AS (
    SELECT o.id AS case_id, o.reference, o.opened_on, o.closed_on, ch.id AS child_id
    FROM open_case o JOIN families_child ch ON ch.pregnancy_id = o.pregnancy_id
    UNION
    SELECT o.id, o.reference, o.opened_on, o.closed_on, o.child_id FROM open_case o WHERE o.child_id IS NOT NULL
),
case_child AS (
    SELECT DISTINCT ON (l.child_id) l.child_id, l.case_id, l.reference, l.opened_on, ch.person_id, ch.family_id,
           ch.birth_order, coalesce(b.born_on, p.date_of_birth) AS born_on, coalesce(x.lost_on, p.died_on) AS lost_on
    FROM case_link l
    JOIN families_child ch ON ch.id = l.child_id
    JOIN families_person p ON p.id = ch.person_id
    LEFT JOIN families_birth b ON b.child_id = ch.id
    LEFT JOIN families_loss x ON x.child_id = ch.id
    ORDER BY l.child_id, l.closed_on DESC NULLS FIRST, l.opened_on, l.case_id
),
born_child AS (
    SELECT c.* FROM case_child c
    WHERE c.born_on <= %(last)s AND (c.lost_on IS NULL OR c.lost_on >= %(first)s)
      AND EXISTS (SELECT 1 FROM case_link l
                  WHERE l.child_id = c.child_id AND (l.closed_on IS NULL OR l.closed_on >= c.born_on))
),
standing AS NOT MATERIALIZED (
    SELECT DISTINCT ON (d.referral_id) d.referral_id, d.kind, d.decided_on
    FROM referrals_decision d JOIN referrals_referral r ON r.id = d.referral_id
    WHERE r.service_id = %(service)s AND d.decided_on <= %(last)s
    ORDER BY d.referral_id, d.decided_on DESC, d.id DESC
),
service_referral AS NOT MATERIALIZED (
    SELECT r.id, r.reference, r.received_on, r.source, r.born_on,
           coalesce(p.due_date, r.due_date) AS due_date,
           coalesce(r.case_id, (
               SELECT c.id FROM families_familymember m JOIN families_case c ON c.family_id = m.family_id
               WHERE m.person_id = r.person_id AND c.merged_into_id IS NULL
               ORDER BY c.opened_on DESC, c.id LIMIT 1)) AS case_id
    FROM referrals_referral r
    LEFT JOIN families_case rc ON rc.id = r.case_id
    LEFT JOIN families_pregnancy p ON p.id = rc.pregnancy_id
    WHERE r.service_id = %(service)s
),
open_to_social AS (
    SELECT f.family_id, f.reference, f.case_id, min(greatest(s.starts, %(first)s)) AS first_open_on
    FROM open_family f JOIN families_status s ON s.family_id = f.family_id
    WHERE s.open_to_social_services AND s.starts <= %(last)s AND (s.ends IS NULL OR s.ends >= %(first)s)
    GROUP BY f.family_id, f.reference, f.case_id
),
done_visit AS (
    SELECT v.id, v.happened_at, v.planned_for, v.language, {ROOT} AS joint,
           (v.happened_at AT TIME ZONE 'Europe/London')::date AS day,
           (array_agg(c.id ORDER BY c.opened_on, c.id))[1] AS case_id, min(c.reference) AS reference
    FROM families_visit v
    JOIN families_visitcase vc ON vc.visit_id = v.id
    JOIN service_case c ON c.id = vc.case_id
    WHERE v.outcome = 'done' AND v.happened_at >= %(from_at)s AND v.happened_at < %(until_at)s
    GROUP BY v.id
),
told_twice AS (
    SELECT p.id, p.joint, p.day FROM done_visit p
    WHERE p.joint <> p.id
      AND EXISTS (SELECT 1 FROM done_visit o WHERE o.joint = p.joint AND o.day = p.day AND o.id < p.id)
),
planned_visit AS (
    SELECT v.id, v.planned_for, v.outcome, v.cancelled_by, {ROOT} AS joint,
           (v.planned_for AT TIME ZONE 'Europe/London')::date AS day,
           (array_agg(c.id ORDER BY c.opened_on, c.id))[1] AS case_id, min(c.reference) AS reference
    FROM families_visit v
    JOIN families_visitcase vc ON vc.visit_id = v.id
    JOIN service_case c ON c.id = vc.case_id
    WHERE v.planned_for >= %(from_at)s AND v.planned_for < %(until_at)s
      AND NOT (v.outcome = 'cancelled' AND v.cancelled_by = 'service')
    GROUP BY v.id
),
planned_once AS (
    SELECT v.* FROM planned_visit v
    WHERE NOT EXISTS (SELECT 1 FROM planned_visit p JOIN planned_visit o
                          ON o.joint = p.joint AND o.day = p.day AND o.outcome = p.outcome AND o.id < p.id
                      WHERE p.id = v.id AND p.joint <> p.id)
),
invited_meeting AS (
    SELECT m.id, m.held_on, m.kind,
           (array_agg(c.id ORDER BY c.opened_on, c.id))[1] AS case_id, min(c.reference) AS reference,
           bool_or(i.attended IS TRUE) AS attended, bool_or(i.attended IS NULL) AS not_recorded
    FROM families_meeting m
    JOIN families_meetingcase mc ON mc.meeting_id = m.id
    JOIN service_case c ON c.id = mc.case_id
    JOIN families_meetinginvitation i ON i.meeting_id = m.id AND i.worker_id IS NOT NULL
    WHERE m.child_protection AND m.held_on BETWEEN %(first)s AND %(last)s
    GROUP BY m.id
),
ended_case AS (
    SELECT c.id, c.reference, c.opened_on, c.closed_on, x.reason, x.end_scores_missing_reason AS excuse
    FROM service_case c
    LEFT JOIN families_closure x ON x.case_id = c.id AND x.signed_on IS NOT NULL AND x.reopened_on IS NULL
    WHERE c.closed_on BETWEEN %(first)s AND %(last)s
      AND NOT coalesce(x.is_loss, false) AND NOT coalesce(x.is_transfer, false)
),
distance AS (
    SELECT e.id, e.reference, e.closed_on, o.id IS NULL AS waiting,
           t.tool ->> 'tool' AS tool, t.tool ->> 'missing' AS missing, t.tool ->> 'speaker' AS speaker,
           t.tool -> 'pairs' -> (t.tool ->> 'speaker') AS pair
    FROM ended_case e
    LEFT JOIN outcomes_caseoutcome o ON o.case_id = e.id
    LEFT JOIN LATERAL (
        SELECT tool FROM jsonb_array_elements(o.result -> 'tools') WITH ORDINALITY AS listed(tool, place)
        ORDER BY place LIMIT 1) t ON true
)
"""  # noqa: S608  (no text of a user's)
