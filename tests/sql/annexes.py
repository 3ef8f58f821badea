"""The annexes: clients of the period, and how many stand in each band."""

from typing import Any

CLIENTS = """
    SELECT DISTINCT c.client_id FROM families_case c
    WHERE c.opened_on <= %(last)s AND (c.closed_on IS NULL OR c.closed_on >= %(first)s) AND c.merged_into_id IS NULL
"""
QUESTIONS = ("disability", "sex", "ethnicity", "religion", "orientation", "welsh_speaking")
COUNT = f"SELECT count(*), NULL, 0 FROM ({CLIENTS}) c"
STATEMENTS = {f"annex_{key}": COUNT for key in ("age", "language", *QUESTIONS)}

ASKED = f"""
    SELECT coalesce((SELECT CASE WHEN f.answer = 'given' THEN f.value ELSE f.answer END FROM families_personfact f
                     WHERE f.person_id = c.client_id AND f.question = %(question)s AND f.recorded_on <= %(last)s
                     ORDER BY f.recorded_on DESC, f.id DESC LIMIT 1), 'not_asked') AS band, count(*)
    FROM ({CLIENTS}) c GROUP BY 1
"""
AGES = f"""
    SELECT CASE WHEN b IS NULL THEN 'not_asked' WHEN %(last)s < b + interval '18 years' THEN 'under_18'
                WHEN %(last)s < b + interval '25 years' THEN '18_to_24'
                WHEN %(last)s < b + interval '35 years' THEN '25_to_34' ELSE '35_or_over' END, count(*)
    FROM (SELECT p.date_of_birth AS b FROM ({CLIENTS}) c JOIN families_person p ON p.id = c.client_id) aged GROUP BY 1
"""
LANGUAGES = f"""
    SELECT CASE p.language WHEN '' THEN 'not_asked' WHEN 'en' THEN 'en' WHEN 'cy' THEN 'cy' ELSE 'another_answer' END,
           count(*)
    FROM ({CLIENTS}) c JOIN families_person p ON p.id = c.client_id GROUP BY 1
"""
BANDS: dict[str, tuple[str, dict[str, Any]]] = {
    "annex_age": (AGES, {}),
    "annex_language": (LANGUAGES, {}),
    **{f"annex_{key}": (ASKED, {"question": key}) for key in QUESTIONS},
}
