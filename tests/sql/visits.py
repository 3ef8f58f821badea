"""Lines 15, 16, 23, 24 and the second half of 29: visits. A day is a day in London."""

LONDON = "(v.{moment} AT TIME ZONE 'Europe/London')::date"
DONE = f"""v.outcome = 'done' AND {LONDON.format(moment="happened_at")} BETWEEN %(first)s AND %(last)s
    AND EXISTS (SELECT 1 FROM families_visitcase x WHERE x.visit_id = v.id)"""
PLANNED = f"""{LONDON.format(moment="planned_for")} BETWEEN %(first)s AND %(last)s
    AND NOT (v.outcome = 'cancelled' AND v.cancelled_by = 'service')
    AND EXISTS (SELECT 1 FROM families_visitcase x WHERE x.visit_id = v.id)"""


# From each visit up to the joint visit that it was parted from, however often.
PARTS = """
    WITH RECURSIVE part AS (
        SELECT id, id AS joint FROM families_visit WHERE parted_from_id IS NULL
        UNION ALL
        SELECT v.id, part.joint FROM families_visit v JOIN part ON part.id = v.parted_from_id)"""


def _of_planned(outcome: str) -> str:
    day = LONDON.format(moment="planned_for")
    return f"""{PARTS}
        SELECT count(*) FILTER (WHERE outcome = '{outcome}'), count(*) FILTER (WHERE outcome <> 'planned'),
               count(*) FILTER (WHERE outcome = 'planned')
        FROM (SELECT DISTINCT joint, {day} AS day, outcome
              FROM families_visit v JOIN part ON part.id = v.id WHERE {PLANNED}) once"""


STATEMENTS = {
    "visits_completed": f"""{PARTS}
        SELECT count(DISTINCT (joint, {LONDON.format(moment="happened_at")})), NULL, 0
        FROM families_visit v JOIN part ON part.id = v.id WHERE {DONE}""",
    "worker_contacts": f"""{PARTS}
        SELECT count(DISTINCT (joint, {LONDON.format(moment="happened_at")}, w.worker_id)), NULL, 0
        FROM families_visitworker w JOIN families_visit v ON v.id = w.visit_id JOIN part ON part.id = v.id
        WHERE {DONE}""",
    "planned_visits_completed": _of_planned("done"),
    "no_access": _of_planned("no_access"),
    "care_in_chosen_language": f"""
        SELECT count(*) FILTER (WHERE v.language = p.language), count(*) FILTER (WHERE v.language <> ''),
               count(*) FILTER (WHERE v.language = '')
        FROM families_visit v JOIN families_visitcase vc ON vc.visit_id = v.id
        JOIN families_case c ON c.id = vc.case_id JOIN families_person p ON p.id = c.client_id
        WHERE {DONE} AND p.language <> ''""",
}
