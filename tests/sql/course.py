"""What else changed in a period, in plain SQL written from the definitions in words. Nothing imports the product.

Each statement gives, for a share, how many are counted, of how many, and how many are left out; for a measure the
number, the median and how many are left out.
"""

from tests.sql.children import ABOUT, FIRST, THEIRS
from tests.sql.meetings import FIRST_REVIEWS, REGISTRATIONS
from tests.sql.scores import ENDED, SPOKEN

WITHIN = "daterange(s.starts, s.ends, '[]') && daterange(%(first)s, %(last)s, '[]')"
ON_LAST = "daterange(s.starts, s.ends, '[]') @> %(last)s"


def _out_of_care(months: int) -> str:
    return f"""
        WITH closed AS (
            SELECT ch.id, ch.person_id,
                   (max(c.closed_on) + interval '{months} months')::date AS day, p.date_of_birth AS born_on,
                   coalesce((SELECT x.lost_on FROM families_loss x WHERE x.child_id = ch.id), p.died_on) AS gone_on
            FROM families_child ch JOIN families_person p ON p.id = ch.person_id
            JOIN families_case c ON {THEIRS}
            WHERE c.closed_on >= %(first)s AND c.closed_on <= %(last)s GROUP BY ch.id, ch.person_id, p.id),
        judged AS (
            SELECT closed.*, coalesce(gone_on <= day, false) AS gone,
                day > %(as_of)s OR NOT coalesce(born_on <= day, false) AS ahead,
                EXISTS (SELECT 1 FROM families_status s WHERE s.person_id = closed.person_id
                        AND s.kind IN ('accommodation', 'care_order', 'interim_care_order', 'police_protection',
                                       'emergency_protection_order', 'placement_order')
                        AND daterange(s.starts, s.ends, '[]') @> closed.day)
                OR EXISTS (SELECT 1 FROM families_separation x LEFT JOIN families_returnhome h ON h.separation_id = x.id
                           WHERE x.child_id = closed.id AND x.from_all_resident_parents AND x.counts_as_removal
                             AND x.separated_on <= closed.day AND coalesce(h.returned_on > closed.day, true)) AS in_care
            FROM closed)
        SELECT count(*) FILTER (WHERE NOT gone AND NOT ahead AND NOT in_care),
               count(*) FILTER (WHERE NOT gone AND NOT ahead), count(*) FILTER (WHERE gone OR ahead) FROM judged"""


LONDON_DAY = "(v.{0} AT TIME ZONE 'Europe/London')::date"


def _of_planned(outcome: str) -> str:
    return f"""
        SELECT count(*) FILTER (WHERE outcome = '{outcome}'), count(*) FILTER (WHERE outcome <> 'planned'),
               count(*) FILTER (WHERE outcome = 'planned')
        FROM families_visit v WHERE {LONDON_DAY.format("planned_for")} BETWEEN %(first)s AND %(last)s
          AND NOT (outcome = 'cancelled' AND cancelled_by = 'service')
          AND NOT EXISTS (
              SELECT 1 FROM families_visit o WHERE o.outcome = v.outcome
              AND {LONDON_DAY.format("planned_for").replace("v.", "o.")} = {LONDON_DAY.format("planned_for")}
              AND (o.id = v.parted_from_id OR (o.parted_from_id = v.parted_from_id AND o.id < v.id)))
          AND EXISTS (SELECT 1 FROM families_visitcase x WHERE x.visit_id = v.id)"""


SHARES = {
    "closed_to_social_services": f"""
        WITH theirs AS (
            SELECT k.*, coalesce(k.gone_on <= %(last)s, false) AS gone, EXISTS (
                SELECT 1 FROM families_status s WHERE s.person_id = k.person_id
                AND (s.open_to_social_services OR s.looked_after) AND {ON_LAST}) OR EXISTS (
                SELECT 1 FROM families_separation x LEFT JOIN families_returnhome h ON h.separation_id = x.id
                WHERE x.child_id = k.child_id AND x.from_all_resident_parents AND x.counts_as_removal
                  AND x.separated_on <= %(last)s AND coalesce(h.returned_on > %(last)s, true)) AS still
            FROM ({ABOUT}) k
            WHERE EXISTS (SELECT 1 FROM families_status s WHERE s.person_id = k.person_id
                          AND s.open_to_social_services AND {WITHIN}))
        SELECT count(*) FILTER (WHERE NOT still AND NOT gone), count(*) FILTER (WHERE NOT gone),
               count(*) FILTER (WHERE gone) FROM theirs""",
    "de_registered": f"""
        WITH counted AS (
            SELECT k.child_id, bool_or(coalesce(s.ends > %(last)s, true)) AS still,
                   bool_or(coalesce(k.gone_on <= %(last)s, false)) AS gone
            FROM ({ABOUT}) k JOIN ({REGISTRATIONS}) s ON s.person_id = k.person_id
            WHERE {WITHIN} GROUP BY k.child_id)
        SELECT count(*) FILTER (WHERE NOT still AND NOT gone), count(*) FILTER (WHERE NOT gone),
               count(*) FILTER (WHERE gone) FROM counted""",
    "first_review": f"""
        SELECT count(*) FILTER (WHERE decision IN ('remove_from_register', 'step_down')),
               count(*) FILTER (WHERE decision <> ''), count(*) FILTER (WHERE decision = '')
        FROM ({FIRST_REVIEWS}) reviews WHERE held_on >= %(first)s AND held_on <= %(last)s""",
    "out_of_care_0": _out_of_care(0),
    "out_of_care_6": _out_of_care(6),
    "out_of_care_12": _out_of_care(12),
    "visits_done": _of_planned("done"),
    "no_access": _of_planned("no_access"),
    "satisfied": """
        SELECT count(*) FILTER (WHERE e.answers ->> 'satisfied' IN ('very', 'quite')
                                   OR e.answers ->> 'helped' IN ('a_lot', 'a_little')),
               count(*) FILTER (WHERE e.answers ? 'satisfied' OR e.answers ? 'helped'),
               count(*) FILTER (WHERE NOT (e.answers ? 'satisfied' OR e.answers ? 'helped'))
        FROM outcomes_evaluation e WHERE e.answered_on BETWEEN %(first)s AND %(last)s""",
}

MIDDLE = "percentile_cont(0.5) WITHIN GROUP (ORDER BY {0}) FILTER (WHERE {0} IS NOT NULL)"
OPENED = "c.opened_on BETWEEN %(first)s AND %(last)s"

MEASURES = {
    "register_months": f"""
        SELECT count(months), {MIDDLE.format("months")}, count(*) - count(months) FROM (
            SELECT CASE WHEN s.ends <= %(last)s THEN (s.ends - s.starts + 1) / 30.4375 END AS months
            FROM ({REGISTRATIONS}) s
            WHERE {WITHIN} AND s.person_id IN (SELECT k.person_id FROM ({ABOUT}) k)) m""",
    "gestation_at_referral": f"""
        SELECT count(weeks), {MIDDLE.format("weeks")}, count(*) - count(weeks) FROM (
            SELECT CASE WHEN NOT coalesce(p.ended_on <= c.referred_on, false)
                        THEN (280 - (p.due_date - c.referred_on)) / 7.0 END AS weeks
            FROM families_case c LEFT JOIN families_pregnancy p ON p.id = c.pregnancy_id WHERE {OPENED}) w""",
    "weeks_before_birth": f"""
        SELECT count(*), {MIDDLE.format("weeks")}, 0 FROM (
            SELECT floor((SELECT coalesce(sum(upper(r) - lower(r)), 0) FROM unnest(range_agg(daterange(
                       c.opened_on, greatest(c.opened_on, least(c.closed_on, b.born_on))))) r) / 7.0) AS weeks
            FROM families_birth b JOIN families_child ch ON ch.id = b.child_id JOIN families_case c ON {THEIRS}
            WHERE b.born_on BETWEEN %(first)s AND %(last)s
              AND NOT EXISTS (SELECT 1 FROM families_loss x WHERE x.child_id = ch.id
                              AND x.kind IN ('miscarriage', 'stillbirth', 'termination'))
            GROUP BY ch.id, b.born_on) w""",
    "weeks_to_first_visit": f"""
        SELECT count(weeks), {MIDDLE.format("weeks")}, count(*) - count(weeks) FROM (
            SELECT CASE WHEN seen_on IS NOT NULL THEN greatest(0, seen_on - referred_on) / 7.0 END AS weeks
            FROM (SELECT c.referred_on, (
                      SELECT min({LONDON_DAY.format("happened_at")}) FROM families_visit v
                      JOIN families_visitcase x ON x.visit_id = v.id
                      WHERE x.case_id = c.id AND v.outcome = 'done') AS seen_on
                  FROM families_case c WHERE {OPENED}) seen) w""",
}

# Children born alive in the period, followed for 365 days, by whether a brother or sister went before their birth.
PARENT = "m.relation IN ('mother', 'father', 'partner')"
BIRTHS = f"""
    SELECT ch.id, b.born_on, f.separated_on, f.separated_on - b.born_on AS age,
           (SELECT min(c.opened_on) FROM families_case c WHERE {THEIRS}) AS came_on,
           (SELECT max(coalesce(c.closed_on, 'infinity')) FROM families_case c WHERE {THEIRS}) AS left_on,
           coalesce((SELECT x.lost_on FROM families_loss x WHERE x.child_id = ch.id), p.died_on) AS gone_on,
           EXISTS (
               SELECT 1 FROM families_child sib LEFT JOIN families_pregnancy sp ON sp.id = sib.pregnancy_id
               WHERE sib.id <> ch.id
                 AND (sib.family_id = ch.family_id OR sp.mother_id = g.mother_id OR sib.family_id IN (
                      SELECT m.family_id FROM families_familymember m WHERE {PARENT} AND m.person_id IN (
                          SELECT m.person_id FROM families_familymember m
                          WHERE {PARENT} AND m.family_id = ch.family_id)))
                 AND (EXISTS (SELECT 1 FROM ({FIRST}) sf WHERE sf.child_id = sib.id AND sf.separated_on < b.born_on)
                      OR EXISTS (SELECT 1 FROM families_status s WHERE s.person_id = sib.person_id AND s.looked_after
                                 AND s.starts < b.born_on))) AS earlier
    FROM families_birth b JOIN families_child ch ON ch.id = b.child_id JOIN families_person p ON p.id = ch.person_id
    LEFT JOIN families_pregnancy g ON g.id = ch.pregnancy_id
    LEFT JOIN ({FIRST}) f ON f.child_id = ch.id
    WHERE b.born_on BETWEEN %(first)s AND %(last)s
      AND EXISTS (SELECT 1 FROM families_case c WHERE {THEIRS})
      AND NOT EXISTS (SELECT 1 FROM families_loss x WHERE x.child_id = ch.id
                      AND x.kind IN ('miscarriage', 'stillbirth', 'termination'))
"""
# In the service before the age of 365 days, and not removed before that; how many stand apart for the one or the other.
COHORT = f"""
    WITH births AS ({BIRTHS}),
    lives AS (SELECT *, coalesce(age < 365 AND separated_on <= %(as_of)s, false) AS removed FROM births
              WHERE came_on < born_on + 365 AND NOT coalesce(separated_on < came_on, false)),
    judged AS (SELECT *, NOT removed AND coalesce(gone_on - born_on < 365 AND gone_on <= %(as_of)s, false) AS died
               FROM lives)
    SELECT count(*) FILTER (WHERE removed), count(*) FILTER (WHERE NOT died), count(*) FILTER (WHERE died),
           count(*) FILTER (WHERE NOT removed AND NOT died AND born_on + 365 > %(as_of)s),
           count(*) FILTER (WHERE removed AND earlier), count(*) FILTER (WHERE NOT died AND earlier),
           (SELECT count(*) FROM births WHERE came_on >= born_on + 365),
           (SELECT count(*) FROM births WHERE came_on < born_on + 365 AND separated_on < came_on),
           count(*) FILTER (WHERE removed AND came_on > born_on),
           count(*) FILTER (WHERE NOT died AND came_on > born_on),
           count(*) FILTER (WHERE NOT removed AND NOT died AND born_on + 365 <= %(as_of)s AND left_on < born_on + 365)
    FROM judged
"""
SOCIAL = f"""
    SELECT count(*) FILTER (WHERE f.separated_on BETWEEN %(first)s AND %(last)s),
           count(*) FILTER (WHERE NOT coalesce(k.gone_on <= %(last)s, false) OR f.separated_on IS NOT NULL)
    FROM ({ABOUT}) k LEFT JOIN ({FIRST}) f ON f.child_id = k.child_id
    WHERE EXISTS (SELECT 1 FROM families_status s WHERE s.person_id = k.person_id AND s.open_to_social_services
                  AND {WITHIN})
      AND NOT EXISTS (SELECT 1 FROM families_loss x WHERE x.child_id = k.child_id
                      AND x.kind IN ('miscarriage', 'stillbirth', 'termination'))
"""
AFTER_CLOSURE = f"""
    SELECT count(*) FROM families_child ch JOIN ({FIRST}) f ON f.child_id = ch.id
    WHERE f.separated_on BETWEEN %(first)s AND %(last)s
      AND EXISTS (SELECT 1 FROM families_case c WHERE {THEIRS} AND c.opened_on <= f.separated_on)
      AND NOT EXISTS (SELECT 1 FROM families_case c WHERE {THEIRS}
                      AND c.opened_on <= f.separated_on AND (c.closed_on IS NULL OR c.closed_on >= f.separated_on)
                      AND NOT EXISTS (SELECT 1 FROM families_closure x WHERE x.case_id = c.id
                                      AND f.separated_on > x.signed_on AND f.separated_on < x.reopened_on))
"""


def _grouped(group: str, joined: str = "") -> str:
    return f"""
        SELECT {group}, count(*), count(s.id)
        FROM ({ENDED}) e JOIN families_case c ON c.id = e.id LEFT JOIN ({SPOKEN}) s ON s.id = e.id {joined}
        GROUP BY 1"""


GROUPS = {
    "version": _grouped("v.label", "JOIN families_serviceversion v ON v.id = c.service_version_id"),
    "workers": _grouped(
        """coalesce((SELECT string_agg(DISTINCT a.slot, '+' ORDER BY a.slot) FROM families_allocation a
                     WHERE a.case_id = c.id), '')"""
    ),
    "gestation": _grouped(
        """CASE WHEN p.id IS NULL OR p.ended_on <= c.referred_on THEN 'born' WHEN p.due_date IS NULL THEN ''
                WHEN 280 - (p.due_date - c.referred_on) < 91 THEN 'up_to_12'
                WHEN 280 - (p.due_date - c.referred_on) < 140 THEN '13_to_19'
                WHEN 280 - (p.due_date - c.referred_on) < 196 THEN '20_to_27' ELSE '28_and_later' END""",
        "LEFT JOIN families_pregnancy p ON p.id = c.pregnancy_id",
    ),
    "area": _grouped(
        """coalesce((SELECT split_part(a.postcode, ' ', 1) FROM families_address a
                     WHERE a.person_id = c.client_id AND a.postcode <> ''
                       AND daterange(a.valid_from, a.valid_to, '[]') @> c.referred_on
                     ORDER BY a.valid_from DESC LIMIT 1), '')"""
    ),
}
"""Closed cases, and those with a pair, by what a cohort is told apart by."""
