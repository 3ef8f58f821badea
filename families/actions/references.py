"""Short references for people to read out: ``JS-26-00123``."""

from datetime import date

from django.db import connection

from accounts.models import Partnership

_NEXT = """
    INSERT INTO families_referencecounter (partnership_id, prefix, year, last) VALUES (%s, %s, %s, %s)
    ON CONFLICT (partnership_id, prefix, year) DO UPDATE SET last = families_referencecounter.last + EXCLUDED.last
    RETURNING last
"""


def next_references(*, partnership: Partnership, prefix: str, on: date, count: int = 1) -> list[str]:
    """Give out ``count`` references of the year of ``on``, each once, in order.

    The counter's row stays locked until the transaction ends, so no number is given twice; a
    transaction that fails gives its numbers back.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [partnership.pk, prefix, on.year, count])
        last = cursor.fetchone()[0]
    return [f"{prefix}-{on:%y}-{number:05d}" for number in range(last - count + 1, last + 1)]


def next_reference(*, partnership: Partnership, prefix: str, on: date) -> str:
    """Give out one reference of the year of ``on``."""
    return next_references(partnership=partnership, prefix=prefix, on=on)[0]
