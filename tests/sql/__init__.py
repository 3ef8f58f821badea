"""The lines of the return once more, in plain SQL that was written from their definitions in words.

Nothing here imports the product: thresholds, keys of the service and bank holidays stand in the
statements themselves. Each statement gives one row: how many are counted, of how many (NULL for a
plain count), and how many are not known. ``%(first)s`` and ``%(last)s`` are the days of the period.
"""

from tests.sql import annexes, cases, children, evaluations, families, meetings, referrals, scores, surroundings, visits

STATEMENTS: dict[str, str] = {
    **referrals.STATEMENTS,
    **families.STATEMENTS,
    **cases.STATEMENTS,
    **visits.STATEMENTS,
    **meetings.STATEMENTS,
    **scores.STATEMENTS,
    **children.STATEMENTS,
    **evaluations.STATEMENTS,
    **surroundings.STATEMENTS,
    **annexes.STATEMENTS,
}
