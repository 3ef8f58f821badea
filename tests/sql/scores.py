"""Lines 26, 27 and 30 to 35: start and end scores, and the distance between them."""

ANSWERED = """a.withdrawn_at IS NULL
        AND EXISTS (SELECT 1 FROM outcomes_score s WHERE s.assessment_id = a.id AND s.value IS NOT NULL)"""

# Closed in the period, not after a loss and not by transfer.
ENDED = """
    SELECT c.id FROM families_case c
    WHERE c.closed_on >= %(first)s AND c.closed_on <= %(last)s AND NOT EXISTS (
        SELECT 1 FROM families_closure x
        WHERE x.case_id = c.id AND x.signed_on IS NOT NULL AND x.reopened_on IS NULL
          AND x.reason IN ('loss', 'transferred', 'moved_away'))
"""

# A pair: the earliest start and the latest end, at least 28 days apart, of one version by one kind of respondent.
PAIRS = f"""
    SELECT e.id, r.who, r.place, first.id AS start_id, last.id AS end_id
    FROM ({ENDED}) e
    CROSS JOIN (VALUES ('joint', 1), ('parent', 2), ('worker', 3)) AS r(who, place)
    JOIN LATERAL (
        SELECT a.id, a.version_used_id, a.assessed_on FROM outcomes_assessment a
        WHERE a.case_id = e.id AND a.respondent = r.who AND a.point = 'start' AND {ANSWERED}
        ORDER BY a.assessed_on, a.id LIMIT 1) first ON true
    JOIN LATERAL (
        SELECT a.id FROM outcomes_assessment a
        WHERE a.case_id = e.id AND a.respondent = r.who AND a.point = 'end' AND {ANSWERED}
          AND a.version_used_id = first.version_used_id AND a.assessed_on >= first.assessed_on + 28
        ORDER BY a.assessed_on DESC, a.id DESC LIMIT 1) last ON true
"""

# Each domain's change, in the direction in which more is better; NULL where one of the two is missing.
CHANGES = f"""
    SELECT p.id, p.place, d.themes, (e.value - s.value) * d.direction AS change
    FROM ({PAIRS}) p
    JOIN outcomes_assessment a ON a.id = p.start_id
    JOIN outcomes_domain d ON d.version_id = a.version_used_id
    LEFT JOIN outcomes_score s ON s.assessment_id = p.start_id AND s.domain_id = d.id
    LEFT JOIN outcomes_score e ON e.assessment_id = p.end_id AND e.domain_id = d.id
"""

# Who speaks for the family: the first of joint, parent, worker with at least 70 per cent answered twice.
SPOKEN = f"""
    SELECT DISTINCT ON (id) id, place, mean FROM (
        SELECT id, place, avg(change) AS mean FROM ({CHANGES}) changes GROUP BY id, place
        HAVING count(change) >= 0.7 * count(*)) overall
    ORDER BY id, place
"""


def _completers(condition: str) -> str:
    return f"SELECT count(*) FILTER (WHERE {condition}), count(*), 0 FROM ({SPOKEN}) s"


def _theme(key: str) -> str:
    return f"""
        SELECT count(*) FILTER (WHERE mean >= 1), count(*), 0 FROM (
            SELECT c.id, avg(c.change) AS mean FROM ({CHANGES}) c JOIN ({SPOKEN}) s ON s.id = c.id AND s.place = c.place
            WHERE c.themes @> '["{key}"]' GROUP BY c.id HAVING count(c.change) >= 0.7 * count(*)) of_theme"""


STATEMENTS = {
    # Day 42 counts from the parent worker's start, else from acceptance.
    "start_scores_in_time": f"""
        WITH anchored AS (
            SELECT c.id, c.closed_on, 42 + coalesce((SELECT min(x.starts) FROM families_allocation x
                WHERE x.case_id = c.id AND x.slot = 'parent_worker'), c.opened_on) AS due_on
            FROM families_case c WHERE c.opened_on <= %(last)s)
        SELECT count(*) FILTER (WHERE EXISTS (
                   SELECT 1 FROM outcomes_assessment a WHERE a.case_id = anchored.id AND a.point = 'start'
                   AND a.assessed_on <= due_on AND {ANSWERED})), count(*), 0
        FROM anchored
        WHERE due_on >= %(first)s AND due_on <= %(last)s AND NOT coalesce(closed_on < due_on, false)""",
    "end_scores": f"""
        SELECT count(*) FILTER (WHERE EXISTS (
                   SELECT 1 FROM outcomes_assessment a WHERE a.case_id = e.id AND a.point = 'end' AND {ANSWERED})),
               count(*), 0
        FROM ({ENDED}) e""",
    "distance_completers": _completers("mean >= 1"),
    "distance_completers_maintained": _completers("mean > -1 AND mean < 1"),
    "distance_completers_declined": _completers("mean <= -1"),
    "distance_all_closed": f"""
        SELECT (SELECT count(*) FROM ({SPOKEN}) s WHERE mean >= 1), (SELECT count(*) FROM ({ENDED}) e), 0""",
    "theme_parenting": _theme("parenting"),
    "theme_child_development": _theme("child_development"),
    "theme_wellbeing": _theme("wellbeing"),
    "theme_family_dynamics": _theme("family_dynamics"),
}
