"""Miles travelled to visits, by worker and day. No family is named to anybody but whoever went."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission
from families.models import Case, VisitCase, VisitWorker
from families.models.choices import VisitOutcome
from families.naming import case_name

WENT = (VisitOutcome.DONE, VisitOutcome.NO_ACCESS)


@dataclass(frozen=True)
class DayLine:
    """One worker's day. ``unsaid``: visits of it whose miles nobody has entered."""

    worker: str
    day: date
    visits: int
    miles: Decimal
    unsaid: int


@dataclass(frozen=True)
class OwnVisit:
    """A visit of the reader's own, to say its miles."""

    pk: Any
    at: datetime
    name: str
    visit: Any
    miles: Decimal | None


@dataclass(frozen=True)
class Month:
    """A calendar month; ``last`` is its last day."""

    first: date

    @property
    def last(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    @property
    def before(self) -> "Month":
        return Month((self.first - timedelta(days=1)).replace(day=1))

    @property
    def after(self) -> "Month":
        return Month(self.last + timedelta(days=1))

    @property
    def key(self) -> str:
        return f"{self.first:%Y-%m}"


def month_of(text: str, today: date) -> Month:
    """The month of a text such as ``2026-11``; this one for any other text."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        found = today.replace(day=1)
    return Month(found if 2000 <= found.year <= today.year + 1 else today.replace(day=1))


def day_lines(user: User, month: Month) -> list[DayLine]:
    """Each worker's days of a month, by name: the reader's own, and those of the teams that they manage."""
    rows = _of_month(month).filter(Q(worker=user) | Q(_in_teams(user))).annotate(day=TruncDate("visit__happened_at"))
    grouped = rows.values("worker", "worker__name", "day").annotate(
        visits=Count("pk"), miles=Sum("travel_miles"), unsaid=Count("pk", filter=Q(travel_miles=None))
    )
    return [
        DayLine(row["worker__name"], row["day"], row["visits"], row["miles"] or Decimal(0), row["unsaid"])
        for row in grouped.order_by("worker__name", "worker", "day")
    ]


def totals(lines: Iterable[DayLine]) -> list[DayLine]:
    """One line for each worker: the sums, under the first of their days."""
    found: dict[str, DayLine] = {}
    for line in lines:
        so_far = found.get(line.worker, DayLine(line.worker, line.day, 0, Decimal(0), 0))
        found[line.worker] = DayLine(
            line.worker, so_far.day, so_far.visits + line.visits, so_far.miles + line.miles, so_far.unsaid + line.unsaid
        )
    return list(found.values())


def own_visits(user: User, month: Month) -> list[OwnVisit]:
    """The reader's own visits of a month in cases that they may see, oldest first."""
    seen = VisitCase.objects.filter(case__in=Case.objects.visible_to(user)).select_related("case__client")
    rows = _of_month(month).filter(Exists(seen.filter(visit=OuterRef("visit"))), worker=user)
    rows = rows.select_related("visit").prefetch_related(Prefetch("visit__visit_cases", seen.order_by("id"), "shown"))
    return list(_own(rows.order_by("visit__happened_at", "pk")))


def _own(rows: Iterable[Any]) -> Iterator[OwnVisit]:
    for row in rows:
        names = ", ".join(case_name(one.case) for one in row.visit.shown)
        yield OwnVisit(row.pk, row.visit.happened_at, names, row.visit_id, row.travel_miles)


def _of_month(month: Month) -> QuerySet[VisitWorker]:
    start, end = (timezone.make_aware(datetime.combine(day, datetime.min.time()))
                  for day in (month.first, month.after.first))  # fmt: skip
    return VisitWorker.objects.filter(
        visit__outcome__in=WENT, visit__happened_at__gte=start, visit__happened_at__lt=end
    ).annotate(happened_at=F("visit__happened_at"))


def _in_teams(user: User) -> Exists:
    teams = user.teams_with(Permission.SEE_DASHBOARD)
    return Exists(VisitCase.objects.filter(visit=OuterRef("visit"), case__team__in=teams))
