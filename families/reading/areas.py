"""Where workers already go: the outward postcodes of their open cases."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from activity.prepared import AnyOf
from families.models import Address, Allocation
from families.querysets.dated import holds_on

Areas = dict[UUID, Counter[str]]
HOME = "case__client__addresses"


def outward(postcode: str) -> str:
    """The part of a postcode that names the district: ``SA1`` of ``SA1 3SN``; empty where there is none."""
    return postcode.strip().upper().partition(" ")[0]


def homes_of_clients(workers: list[UUID], today: date) -> QuerySet[Allocation, tuple[UUID, UUID, str]]:
    """The postcodes of the clients of open cases, with the worker and the case.

    A figure, like the load: it counts cases of whatever team. Addresses that must not be disclosed stay out.
    """
    home = holds_on(today, prefix=f"{HOME}__", starts="valid_from", ends="valid_to")
    current = Allocation.objects.current(today).filter(AnyOf("worker", workers), case__closed_on__isnull=True)
    rows = current.filter(home, **{f"{HOME}__confidential": False}).exclude(**{f"{HOME}__postcode": ""})
    return rows.values_list("worker", "case", f"{HOME}__postcode").distinct()


def areas_among(homes: Iterable[tuple[UUID, UUID, str]]) -> Areas:
    """For each worker how many clients of open cases live in each district."""
    found: Areas = defaultdict(Counter)
    for worker, _case, postcode in homes:
        found[worker][outward(postcode)] += 1
    return found


def addresses_of(clients: Any, today: date) -> QuerySet[Address, tuple[UUID, str]]:
    """The postcodes of clients today, the latest last; ``clients`` is a list of ids, or a query for them."""
    rows = Address.objects.filter(holds_on(today, starts="valid_from", ends="valid_to"), person__in=clients)
    return rows.filter(confidential=False).exclude(postcode="").order_by("valid_from").values_list("person", "postcode")


def districts_among(addresses: Iterable[tuple[UUID, str]]) -> dict[UUID, str]:
    """The district in which each client lives."""
    return {person: outward(postcode) for person, postcode in addresses}


def districts_of(clients: Iterable[UUID], today: date) -> dict[UUID, str]:
    """The district in which each client lives today; one query."""
    return districts_among(addresses_of(list(clients), today))
