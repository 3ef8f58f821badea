"""What the inbox asks of the database: the gate once, for all its lists and for the order of a page."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from accounts.models import User
from accounts.roles import Permission
from activity.prepared import Among, AnyOf, Prepared, Taking, Together
from families.querysets.case import Reader
from referrals.models import Referral
from referrals.querysets.referral import RECENT
from referrals.reading.urgency import ANY_DAY, NO_DUE_DATE, ORDER, Bounds, Place, behind, in_order, since

_PLACE = {"band": int, "week": date, "risk": int, "since": date, "row": UUID}


@dataclass(frozen=True)
class Asked:
    """Who asks, and of which teams they read the inbox. Who sees no cases anywhere is not asked for here."""

    reader: Reader
    inboxes: list[UUID]

    @classmethod
    def by(cls, user: User) -> "Asked":
        """What is true of ``user`` at this moment."""
        return cls(Reader.of(user), sorted(user.teams_with(Permission.SEE_REFERRALS)))

    @property
    def is_empty(self) -> bool:
        return not (self.reader.teams and self.inboxes)

    def values(self, today: date) -> dict[str, Any]:
        """What every question takes."""
        return {**vars(self.reader), "today": today, "inboxes": self.inboxes}


def services_open(asked: Asked) -> list[UUID]:
    """The services whose targets may matter: those of the open referrals to these teams, whoever may see them."""
    return [service for (service,) in _SERVICES(inboxes=asked.inboxes)]


def tell(asked: Asked, today: date, bounds: list[Bounds], after: Place, most: int) -> dict[str, list[Any]]:
    """Of all that stands on a list: ``tallies``, ``services`` of the open ones, ``waits``, since when they wait.

    ``places``: where those to decide stand in their order, the first ``most`` behind the place ``after``.
    """
    if asked.is_empty:
        return {"tallies": [], "services": [], "waits": [], "places": []}
    of_services = {f"{name}{number}": value for number, one in enumerate(bounds) for name, value in asdict(one).items()}
    begins = dict(zip(_PLACE, after, strict=True))
    ask = _lists(len(bounds), most)
    return ask(
        **asked.values(today), **of_services, **begins, recent=today - RECENT, never=NO_DUE_DATE, any_day=ANY_DAY
    )


def _among(
    user: UUID, teams: list[UUID], managed: list[UUID], today: date, now: datetime, inboxes: list[UUID], recent: date
) -> QuerySet[Referral, Any]:
    seen = Referral.objects.open_to(Reader(user, teams, managed, today, now), inboxes)
    return seen.on_a_list(recent).order_by().values_list("pk")


def _tallies(today: date, recent: date) -> QuerySet[Referral, Any]:
    return Referral.objects.filter(Among("pk")).tallies(today, recent)


def _services() -> QuerySet[Referral, Any]:
    return Referral.objects.filter(Among("pk")).open().order_by().values_list("service").distinct()


def _waits() -> QuerySet[Referral, Any]:
    """How many of a service have waited for the team since a day."""
    rows = Referral.objects.filter(Among("pk")).undecided().order_by().annotate(since=since())
    return rows.values("service", "since").annotate(n=Count("pk")).values_list("service", "since", "n")


@lru_cache(maxsize=32)
def _lists(services: int, most: int) -> Together:
    def places(today: date, never: date, any_day: date, **values: Any) -> QuerySet[Referral, Any]:
        bounds = [Bounds(*(values[f"{name}{one}"] for name in ("service", "late", "due"))) for one in range(services)]
        rows = in_order(Referral.objects.filter(Among("pk")).to_decide(today), bounds, never, any_day)
        place: Any = tuple(values[name] for name in _PLACE)
        return behind(rows, place).values_list(*ORDER)[:most]

    takes: dict[str, Any] = {f"service{one}": UUID for one in range(services)}
    takes |= {f"{name}{one}": date for name in ("late", "due") for one in range(services)}
    ordered = Taking(places, today=date, never=date, any_day=date, **takes, **_PLACE)
    return Together(among=_among, tallies=_tallies, services=_services, waits=_waits, places=ordered)


def _open_to(inboxes: list[UUID]) -> QuerySet[Referral, Any]:
    return Referral.objects.open().filter(AnyOf("team", inboxes)).order_by().values_list("service").distinct()


_SERVICES = Prepared(_open_to)
