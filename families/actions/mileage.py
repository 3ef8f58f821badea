"""Miles travelled: said by whoever travelled them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.context import acting
from activity.errors import RuleBroken
from families.models import VisitWorker

Told = tuple[Decimal | None, Decimal | None]
"""Miles as they stood on the page, and as they are to be."""


class MilesChanged(RuleBroken):
    """They were said on another page since."""

    message = _("The miles of a visit were changed on another page since. What is saved now stands below.")


@transaction.atomic
def say_miles(*, told: Mapping[Any, Told], by: User) -> int:
    """Set the miles (0 to 999.9) of ``by``'s own visits, by the key of their ``VisitWorker``; return how many changed.

    Rows of other people are left alone. Raises ``MilesChanged`` where one is not as it stood on the page,
    and then changes none.
    """
    changed = 0
    with acting(user=by):
        for pk, (was, miles) in told.items():
            row = VisitWorker.objects.select_for_update(of=("self",)).filter(pk=pk, worker=by).first()
            if row is None or was == miles:
                continue
            if row.travel_miles not in (was, miles):
                raise MilesChanged
            row.travel_miles = miles
            row.save(update_fields=["travel_miles"])
            changed += 1
    return changed
