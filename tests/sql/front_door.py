"""Contacts by month and outcome, asked of the tables without the product."""

# One row: month, then a count for each outcome of the published table, then all of the month.
BY_MONTH = """
    SELECT to_char(received_on, 'YYYY-MM') AS month,
           sum(CASE WHEN outcome = 'assessment' THEN 1 ELSE 0 END),
           sum(CASE WHEN outcome = 'assessment_and_strategy' THEN 1 ELSE 0 END),
           sum(CASE WHEN outcome = 'strategy' THEN 1 ELSE 0 END),
           sum(CASE WHEN outcome = 'strategy_and_early_help' THEN 1 ELSE 0 END),
           sum(CASE WHEN outcome = 'early_help' THEN 1 ELSE 0 END),
           sum(CASE WHEN outcome = '' THEN 1 ELSE 0 END),
           sum(CASE WHEN outcome = 'no_further_action' THEN 1 ELSE 0 END),
           count(*)
    FROM referrals_contact
    WHERE received_on >= %(first)s AND received_on <= %(last)s
    GROUP BY 1 ORDER BY 1
"""
