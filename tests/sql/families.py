"""Lines 6 to 8, 13, 14, 29 and 37: families and people."""

OPEN = "opened_on <= %(last)s AND coalesce(closed_on >= %(first)s, true)"
OPEN_FAMILIES = f"SELECT DISTINCT family_id FROM families_case WHERE {OPEN}"
OPEN_CLIENTS = f"SELECT DISTINCT client_id FROM families_case WHERE {OPEN}"
TO_SOCIAL_SERVICES = """
    SELECT 1 FROM families_status s WHERE s.family_id = f.family_id AND s.open_to_social_services
    AND daterange(s.starts, s.ends, '[]') && daterange(%(first)s, %(last)s, '[]')
"""

# How deep statuses reach on a day: looked after, register, any other open status, none.
DEPTH = """
    coalesce((SELECT max(CASE WHEN looked_after THEN 3 WHEN on_register THEN 2
                              WHEN open_to_social_services THEN 1 ELSE 0 END)
              FROM families_status s WHERE s.family_id = d.family_id AND daterange(s.starts, s.ends, '[]') @> {day}), 0)
"""

STATEMENTS = {
    "families_open": f"SELECT count(DISTINCT family_id), NULL, 0 FROM families_case WHERE {OPEN}",
    "pregnant_women": f"""
        SELECT count(DISTINCT c.client_id), NULL, 0
        FROM families_case c JOIN families_pregnancy p ON p.id = c.pregnancy_id AND p.mother_id = c.client_id
        WHERE {OPEN}
          AND NOT coalesce(p.ended_on < %(first)s, false) AND NOT coalesce(p.ended_on < c.opened_on, false)""",
    "fathers_and_partners": f"""
        SELECT count(DISTINCT c.client_id), NULL, 0
        FROM families_case c JOIN families_familymember m ON m.family_id = c.family_id AND m.person_id = c.client_id
        WHERE {OPEN} AND m.relation IN ('father', 'partner')
          AND daterange(m.valid_from, m.valid_to, '[]') && daterange(%(first)s, %(last)s, '[]')""",
    "families_open_to_social_services": f"""
        SELECT count(*) FILTER (WHERE EXISTS ({TO_SOCIAL_SERVICES})), count(*), 0 FROM ({OPEN_FAMILIES}) f""",
    "care_leavers": f"""
        SELECT count(*) FILTER (WHERE care_leaver = 'yes'), NULL, count(*) FILTER (WHERE care_leaver_answer <> 'given')
        FROM families_person WHERE id IN ({OPEN_CLIENTS})""",
    "language_choice": f"""
        SELECT count(*) FILTER (WHERE language <> ''), count(*), 0 FROM families_person WHERE id IN ({OPEN_CLIENTS})""",
    "closed_to_social_services": f"""
        WITH first_days AS (
            SELECT f.family_id, min(greatest(s.starts, %(first)s)) AS day
            FROM ({OPEN_FAMILIES}) f JOIN families_status s ON s.family_id = f.family_id AND s.open_to_social_services
            WHERE daterange(s.starts, s.ends, '[]') && daterange(%(first)s, %(last)s, '[]') GROUP BY f.family_id),
        depths AS (
            SELECT d.family_id, {DEPTH.format(day="d.day")} AS before, {DEPTH.format(day="%(last)s::date")} AS after
            FROM first_days d),
        apart AS (
            SELECT ch.family_id FROM families_separation x JOIN families_child ch ON ch.id = x.child_id
            WHERE x.counts_as_removal AND x.from_all_resident_parents AND x.separated_on <= %(last)s
              AND NOT EXISTS (SELECT 1 FROM families_returnhome h
                              WHERE h.separation_id = x.id AND h.returned_on <= %(last)s))
        SELECT count(*) FILTER (WHERE after < before AND family_id NOT IN (SELECT family_id FROM apart)), count(*), 0
        FROM depths""",
}
