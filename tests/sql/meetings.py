"""Lines 17, 25 and 36: child protection meetings and the register."""

from tests.sql.children import ABOUT

# Time on the register. Rows that follow each other without a day between are one registration.
REGISTRATIONS = """
    SELECT person_id, lower(held) AS starts, upper(held) - 1 AS ends
    FROM (SELECT person_id, unnest(range_agg(daterange(starts, ends, '[]'))) AS held
          FROM families_status WHERE kind = 'child_protection' GROUP BY person_id) held
"""

# The first review conference of each registration, up to the day after it ended.
FIRST_REVIEWS = f"""
    SELECT DISTINCT ON (r.person_id, r.starts) r.person_id, r.starts, m.held_on, j.decision
    FROM ({ABOUT}) k
    JOIN ({REGISTRATIONS}) r ON r.person_id = k.person_id AND r.starts <= %(last)s
    JOIN families_meetingsubject j ON j.person_id = k.person_id
    JOIN families_meeting m ON m.id = j.meeting_id AND m.kind = 'review_conference' AND m.held_on >= r.starts
    WHERE NOT coalesce(m.held_on > r.ends + 1, false)
    ORDER BY r.person_id, r.starts, m.held_on, m.id
"""

INVITED = """
    SELECT m.id,
           (SELECT count(*) FROM families_meetinginvitation i WHERE i.meeting_id = m.id AND i.worker_id IS NOT NULL
            AND i.attended) AS came,
           (SELECT count(*) FROM families_meetinginvitation i WHERE i.meeting_id = m.id AND i.worker_id IS NOT NULL
            AND i.attended IS NULL) AS not_written
    FROM families_meeting m
    WHERE m.kind IN ('strategy_discussion', 'initial_conference', 'core_group', 'review_conference')
      AND m.held_on >= %(first)s AND m.held_on <= %(last)s
      AND EXISTS (SELECT 1 FROM families_meetingcase x WHERE x.meeting_id = m.id)
      AND EXISTS (SELECT 1 FROM families_meetinginvitation i WHERE i.meeting_id = m.id AND i.worker_id IS NOT NULL)
"""
ATTENDED = f"""
    SELECT count(*) FILTER (WHERE came > 0), count(*) FILTER (WHERE came > 0 OR not_written = 0),
           count(*) FILTER (WHERE came = 0 AND not_written > 0)
    FROM ({INVITED}) i
"""

STATEMENTS = {
    "child_protection_meetings": ATTENDED,
    "child_protection_meetings_attended": ATTENDED,
    "de_registered": f"""
        WITH counted AS (
            SELECT k.child_id, bool_or(coalesce(s.ends > %(last)s, true)) AS still
            FROM ({ABOUT}) k JOIN ({REGISTRATIONS}) s ON s.person_id = k.person_id
            WHERE daterange(s.starts, s.ends, '[]') && daterange(%(first)s, %(last)s, '[]')
              AND NOT coalesce(k.gone_on <= %(last)s, false)
            GROUP BY k.child_id)
        SELECT count(*) FILTER (WHERE NOT still), count(*), 0 FROM counted""",
    "de_registered_at_first_review": f"""
        SELECT count(*) FILTER (WHERE decision IN ('remove_from_register', 'step_down')),
               count(*) FILTER (WHERE decision <> ''), count(*) FILTER (WHERE decision = '')
        FROM ({FIRST_REVIEWS}) reviews WHERE held_on >= %(first)s AND held_on <= %(last)s""",
}
