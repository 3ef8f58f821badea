"""What the inbox asks of the database: the gate twice, for all its lists and for the order of a page."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from accounts.models import User
from accounts.roles import Permission
from activity.prepared import Among, Prepared, Taking, Together
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


def tell(asked: Asked, today: date) -> dict[str, list[Any]]:
    """Of all that stands on a list: ``tallies``, ``services`` of the open ones, and ``waits``, since when they wait."""
    if asked.is_empty:
        return {"tallies": [], "services": [], "waits": []}
    return _LISTS(**asked.values(today), recent=today - RECENT)


def places(asked: Asked, today: date, bounds: list[Bounds], after: Place, most: int) -> list[Place]:
    """The places of those to decide, most urgent first: the first ``most`` behind a place."""
    if asked.is_empty:
        return []
    of_services = {f"{name}{number}": value for number, one in enumerate(bounds) for name, value in asdict(one).items()}
    begins = dict(zip(_PLACE, after, strict=True))
    ask = _to_decide(len(bounds), most)
    return ask(**asked.values(today), **of_services, **begins, never=NO_DUE_DATE, any_day=ANY_DAY)


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


_LISTS = Together(among=_among, tallies=_tallies, services=_services, waits=_waits)


@lru_cache(maxsize=32)
def _to_decide(services: int, most: int) -> Prepared[Any]:
    def build(
        user: UUID, teams: list[UUID], managed: list[UUID], today: date, now: datetime, inboxes: list[UUID],
        never: date, any_day: date, **values: Any,
    ) -> QuerySet[Referral, Any]:  # fmt: skip
        seen = Referral.objects.open_to(Reader(user, teams, managed, today, now), inboxes).to_decide(today)
        bounds = [Bounds(*(values[f"{name}{one}"] for name in ("service", "late", "due"))) for one in range(services)]
        rows = behind(in_order(seen, bounds, never, any_day), tuple(values[name] for name in _PLACE))  # type: ignore[arg-type]
        return rows.values_list(*ORDER)[:most]

    numbers = range(services)
    takes: dict[str, Any] = {f"service{one}": UUID for one in numbers}
    takes |= {f"{name}{one}": date for name in ("late", "due") for one in numbers}
    gate = {"user": UUID, "teams": list[UUID], "managed": list[UUID], "today": date, "now": datetime}
    return Prepared(Taking(build, **gate, inboxes=list[UUID], never=date, any_day=date, **takes, **_PLACE))
