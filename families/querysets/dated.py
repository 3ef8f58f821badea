"""Conditions on dated rows; both ends of a period count."""

from datetime import date

from django.db.models import Q


def holds_on(on: date, *, prefix: str = "", starts: str = "starts", ends: str = "ends") -> Q:
    """True of rows in force on the day ``on``."""
    return Q(**{f"{prefix}{starts}__lte": on}) & (
        Q(**{f"{prefix}{ends}__isnull": True}) | Q(**{f"{prefix}{ends}__gte": on})
    )


def holds_within(first: date, last: date, *, prefix: str = "", starts: str = "starts", ends: str = "ends") -> Q:
    """True of rows in force on any day from ``first`` to ``last``."""
    return Q(**{f"{prefix}{starts}__lte": last}) & (
        Q(**{f"{prefix}{ends}__isnull": True}) | Q(**{f"{prefix}{ends}__gte": first})
    )
