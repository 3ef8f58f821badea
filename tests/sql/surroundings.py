"""Births of the area, and what care would have cost: whole years only."""

from tests.sql.children import LIVE_BIRTHS, REMOVED
from tests.sql.families import OPEN_FAMILIES, TO_SOCIAL_SERVICES

STATEMENTS = {
    "share_of_local_births": f"""
        SELECT ({LIVE_BIRTHS}), (SELECT sum(births) FROM reporting_localbirths WHERE year_starts = %(first)s), 0""",
}

# Pounds: every family open to social services less every baby removed, at 54,080 each; the grant is 330,000.
COST = f"""
    SELECT greatest(0, (SELECT count(*) FROM ({OPEN_FAMILIES}) f WHERE EXISTS ({TO_SOCIAL_SERVICES}))
                       - (SELECT count(*) FROM ({REMOVED}) r)) * 54080
"""
