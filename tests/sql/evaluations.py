"""Line 40: families who said that they were happy with the help, or that it helped."""

ANSWERED = "(e.answers ? 'satisfied' OR e.answers ? 'helped')"
STATEMENTS = {
    "satisfied_or_helped": f"""
        SELECT count(*) FILTER (WHERE e.answers ->> 'satisfied' IN ('very', 'quite')
                                   OR e.answers ->> 'helped' IN ('a_lot', 'a_little')),
               count(*) FILTER (WHERE {ANSWERED}), count(*) FILTER (WHERE NOT {ANSWERED})
        FROM outcomes_evaluation e WHERE e.answered_on >= %(first)s AND e.answered_on <= %(last)s""",
}
