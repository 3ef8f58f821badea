"""Lines 9, 18, 28, 38 and 39: children."""

# Children whom a case open on any day of the period is about. A case is about a child, or about a pregnancy.
OPEN_CASE = "c.opened_on <= %(last)s AND coalesce(c.closed_on >= %(first)s, true)"
THEIRS = "(c.child_id = ch.id OR c.pregnancy_id = ch.pregnancy_id)"
ABOUT = f"""
    SELECT ch.id AS child_id, ch.person_id, ch.family_id,
           coalesce((SELECT b.born_on FROM families_birth b WHERE b.child_id = ch.id), p.date_of_birth) AS born_on,
           coalesce((SELECT x.lost_on FROM families_loss x WHERE x.child_id = ch.id), p.died_on) AS gone_on
    FROM families_child ch JOIN families_person p ON p.id = ch.person_id
    WHERE EXISTS (SELECT 1 FROM families_case c WHERE {THEIRS} AND {OPEN_CASE})
"""

# The line's children: born by the last day, alive in the period, with such a case that had not closed before the birth.
BORN = f"""
    SELECT k.* FROM ({ABOUT}) k JOIN families_child ch ON ch.id = k.child_id
    WHERE k.born_on <= %(last)s AND NOT coalesce(k.gone_on < %(first)s, false)
      AND EXISTS (SELECT 1 FROM families_case c
                  WHERE {THEIRS} AND {OPEN_CASE} AND NOT coalesce(c.closed_on < k.born_on, false))
"""

# The first separation of each child, from every parent it lived with, on a ground that counts.
FIRST = """
    SELECT child_id, min(separated_on) AS separated_on FROM families_separation
    WHERE from_all_resident_parents AND basis IN ('police_protection', 'emergency_protection_order',
          'interim_care_order', 'care_order', 'accommodation')
    GROUP BY child_id
"""

LIVE_BIRTHS = f"""
    SELECT count(*) FROM ({ABOUT}) k JOIN families_birth b ON b.child_id = k.child_id
    WHERE b.born_on >= %(first)s AND b.born_on <= %(last)s
"""

REMOVED = f"""
    SELECT ch.id, f.separated_on - b.born_on AS age
    FROM ({FIRST}) f JOIN families_child ch ON ch.id = f.child_id JOIN families_birth b ON b.child_id = ch.id
    WHERE f.separated_on >= %(first)s AND f.separated_on <= %(last)s AND f.separated_on - b.born_on < 365
      AND ch.family_id IN (SELECT c.family_id FROM families_case c WHERE {OPEN_CASE})
"""

STATEMENTS = {
    "children_born": f"SELECT count(*), NULL, 0 FROM ({BORN}) k",
    "live_births": f"SELECT ({LIVE_BIRTHS}), NULL, 0",
    # Babies who reached 28 days in the period, alive, in a case not closed before.
    "hand_overs_done": f"""
        WITH reached AS (
            SELECT k.child_id FROM ({ABOUT}) k JOIN families_child ch ON ch.id = k.child_id
            WHERE k.born_on + 28 >= %(first)s AND k.born_on + 28 <= %(last)s
              AND NOT coalesce(k.gone_on <= k.born_on + 28, false)
              AND EXISTS (SELECT 1 FROM families_case c
                          WHERE {THEIRS} AND {OPEN_CASE} AND NOT coalesce(c.closed_on < k.born_on + 28, false)))
        SELECT count(*) FILTER (WHERE EXISTS (
                   SELECT 1 FROM families_handover h
                   WHERE h.child_id = reached.child_id AND h.slot = 'midwife' AND h.done_on <= %(last)s)), count(*), 0
        FROM reached""",
    "first_separations": f"""
        SELECT count(f.child_id) FILTER (WHERE f.separated_on >= %(first)s AND f.separated_on <= %(last)s), count(*), 0
        FROM ({BORN}) k LEFT JOIN ({FIRST}) f ON f.child_id = k.child_id""",
    "removed_in_first_year": f"""
        SELECT (SELECT count(*) FROM ({REMOVED}) r),
               (SELECT count(DISTINCT c.family_id) FROM families_case c WHERE {OPEN_CASE}), 0""",
    "returned_home": f"""
        WITH away AS (
            SELECT k.child_id, max(h.returned_on) FILTER (WHERE h.returned_on <= %(last)s) AS home_on
            FROM ({ABOUT}) k
            JOIN families_separation x
              ON x.child_id = k.child_id AND x.counts_as_removal AND x.from_all_resident_parents
            LEFT JOIN families_returnhome h ON h.separation_id = x.id
            WHERE daterange(x.separated_on, h.returned_on, '[]') && daterange(%(first)s, %(last)s, '[]')
              AND NOT coalesce(k.gone_on < %(first)s, false)
            GROUP BY k.child_id)
        SELECT count(home_on), count(*), 0 FROM away""",
    # Whoever came home in the period; at home on its last day are those whom no separation holds then, alive.
    "still_at_home": f"""
        WITH came AS (
            SELECT DISTINCT k.child_id, k.gone_on FROM ({ABOUT}) k
            JOIN families_separation x
              ON x.child_id = k.child_id AND x.counts_as_removal AND x.from_all_resident_parents
            JOIN families_returnhome h ON h.separation_id = x.id
            WHERE h.returned_on >= %(first)s AND h.returned_on <= %(last)s
              AND NOT coalesce(k.gone_on < %(first)s, false)),
        away AS (
            SELECT x.child_id FROM families_separation x
            LEFT JOIN families_returnhome h ON h.separation_id = x.id
            WHERE x.counts_as_removal AND x.from_all_resident_parents
              AND daterange(x.separated_on, h.returned_on, '[)') @> %(last)s::date)
        SELECT count(*) FILTER (WHERE NOT coalesce(gone_on <= %(last)s, false)
                                  AND child_id NOT IN (SELECT child_id FROM away)), count(*), 0 FROM came""",
}

BANDS = f"""
    SELECT CASE WHEN age BETWEEN 0 AND 6 THEN '0-6' WHEN age BETWEEN 7 AND 13 THEN '7-13' ELSE '14-364' END, count(*)
    FROM ({REMOVED}) r GROUP BY 1
"""
