"""Families, which are what is counted."""

from datetime import date

from django.db import transaction

from accounts.models import Partnership, User
from families.actions.references import next_reference
from families.models import Family

PREFIX = "F"


@transaction.atomic
def register_family(*, partnership: Partnership, name: str, on: date, by: User | None) -> Family:
    """Make a family that is known from ``on``, without members yet."""
    return Family.objects.create(
        partnership=partnership,
        reference=next_reference(partnership=partnership, prefix=PREFIX, on=on),
        name=name[:120],
        entered_by=by,
    )
