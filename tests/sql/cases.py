"""Lines 10 to 12, 21 and 22: cases and who was allocated in time."""

BANK_HOLIDAYS = """
    SELECT day::date FROM unnest(ARRAY[
        '2020-01-01', '2020-04-10', '2020-04-13', '2020-05-08', '2020-05-25', '2020-08-31', '2020-12-25', '2020-12-28',
        '2021-01-01', '2021-04-02', '2021-04-05', '2021-05-03', '2021-05-31', '2021-08-30', '2021-12-27', '2021-12-28',
        '2022-01-03', '2022-04-15', '2022-04-18', '2022-05-02', '2022-06-02', '2022-06-03', '2022-08-29', '2022-09-19',
        '2022-12-26', '2022-12-27', '2023-01-02', '2023-04-07', '2023-04-10', '2023-05-01', '2023-05-08', '2023-05-29',
        '2023-08-28', '2023-12-25', '2023-12-26', '2024-01-01', '2024-03-29', '2024-04-01']) AS known(day)
"""

# The tenth working day after the referral; its own day is not counted.
TENTH_WORKING_DAY = f"""(
    SELECT day::date FROM generate_series(c.referred_on + 1, c.referred_on + 40, interval '1 day') AS later(day)
    WHERE extract(isodow FROM day) < 6 AND day::date NOT IN ({BANK_HOLIDAYS}) ORDER BY day OFFSET 9 LIMIT 1)"""

FATHER = """
    SELECT 1 FROM families_familymember m
    WHERE m.family_id = c.family_id AND m.person_id = c.client_id AND m.relation IN ('father', 'partner')
"""

STATEMENTS = {
    "cases_opened": """
        SELECT count(*), NULL, 0 FROM families_case WHERE opened_on >= %(first)s AND opened_on <= %(last)s""",
    "cases_closed": """
        SELECT count(*), NULL, 0 FROM families_case WHERE closed_on >= %(first)s AND closed_on <= %(last)s""",
    "cases_open_at_end": """
        SELECT count(*), NULL, 0 FROM families_case
        WHERE opened_on <= %(last)s AND (closed_on IS NULL OR closed_on > %(last)s)""",
    "first_slot_in_time": f"""
        WITH counted AS (
            SELECT {TENTH_WORKING_DAY} AS due_on,
                   (SELECT min(a.starts) FROM families_allocation a
                    WHERE a.case_id = c.id AND a.slot = 'midwife') AS came
            FROM families_case c
            WHERE c.opened_on >= %(first)s AND c.opened_on <= %(last)s AND NOT EXISTS ({FATHER}))
        SELECT count(*) FILTER (WHERE came <= due_on),
               count(*) FILTER (WHERE came IS NOT NULL OR due_on < current_date),
               count(*) FILTER (WHERE came IS NULL AND due_on >= current_date)
        FROM counted""",
    # 20+0 is 140 days before the due date.
    "second_slot_in_time": """
        WITH counted AS (
            SELECT p.due_date - 140 AS reached_on,
                   (SELECT min(a.starts) FROM families_allocation a
                    WHERE a.case_id = c.id AND a.slot = 'parent_worker') AS came
            FROM families_case c JOIN families_pregnancy p ON p.id = c.pregnancy_id
            WHERE p.due_date - 140 >= %(first)s AND p.due_date - 140 <= %(last)s
              AND c.referred_on < p.due_date - 140 AND c.opened_on <= %(last)s
              AND NOT coalesce(c.closed_on < p.due_date - 140, false)
              AND NOT coalesce(p.ended_on <= p.due_date - 140, false))
        SELECT count(*) FILTER (WHERE came <= reached_on), count(*), (
            SELECT count(*) FROM families_case c JOIN families_pregnancy p ON p.id = c.pregnancy_id
            WHERE p.due_date IS NULL AND c.opened_on >= %(first)s AND c.opened_on <= %(last)s)
        FROM counted""",
}
