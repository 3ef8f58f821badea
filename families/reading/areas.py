"""Where workers already go: the outward postcodes of their open cases."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from families.models import Address, Allocation
from families.querysets.dated import holds_on

Areas = dict[UUID, Counter[str]]
HOME = "case__client__addresses"


def outward(postcode: str) -> str:
    """The part of a postcode that names the district: ``SA1`` of ``SA1 3SN``; empty where there is none."""
    return postcode.strip().upper().partition(" ")[0]


def areas_of(workers: Iterable[UUID], today: date) -> Areas:
    """For each worker how many clients of open cases live in each district; one query.

    A figure, like the load: it counts cases of whatever team. Addresses that must not be disclosed stay out.
    """
    home = holds_on(today, prefix=f"{HOME}__", starts="valid_from", ends="valid_to")
    current = Allocation.objects.current(today).filter(worker__in=list(workers), case__closed_on__isnull=True)
    rows = current.filter(home, **{f"{HOME}__confidential": False}).exclude(**{f"{HOME}__postcode": ""})
    found: Areas = defaultdict(Counter)
    for worker, _case, postcode in rows.values_list("worker", "case", f"{HOME}__postcode").distinct():
        found[worker][outward(postcode)] += 1
    return found


def districts_of(clients: Iterable[UUID], today: date) -> dict[UUID, str]:
    """The district in which each client lives today; one query."""
    rows = Address.objects.filter(holds_on(today, starts="valid_from", ends="valid_to"), person__in=list(clients))
    known = rows.filter(confidential=False).exclude(postcode="").order_by("valid_from")
    return {person: outward(postcode) for person, postcode in known.values_list("person", "postcode")}
