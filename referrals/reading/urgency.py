"""The order of the inbox: past the target first, then born already, the nearest birth, the longest wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from uuid import UUID

from django.db.models import Case, DateField, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from families.definition_of import definition_of
from families.models import ServiceVersion
from families.working_days import WorkingDays, calendar_of
from referrals.models import Referral

LATE, TODAY, WITHIN = 0, 1, 2
NO_DUE_DATE = date(9999, 12, 31)
ORDER = ("band", "born_last", "due", "received_on", "id")


@dataclass(frozen=True)
class Target:
    """In how many working days one service decides, and by which calendar."""

    service: UUID
    working_days: int
    calendar: WorkingDays

    def waited(self, received_on: date, today: date) -> int:
        """Working days since receipt; the day of receipt is not counted."""
        return max(0, self.calendar.count(received_on, today))

    def received_before(self, days: int, today: date) -> date:
        """Everything received before this day has waited ``days`` working days at least."""
        return self.calendar.subtract(today + timedelta(days=1), days)


def targets_of(services: Iterable[UUID], today: date) -> dict[UUID, Target]:
    """The target of each service, by the version in force today; one query."""
    versions = ServiceVersion.objects.in_force(today).filter(service__in=set(services))
    found = {}
    for version in versions:
        rules = definition_of(version)
        calendar = calendar_of(rules.jurisdiction)
        found[version.service_id] = Target(version.service_id, rules.decision_working_days, calendar)
    return found


def in_order(referrals: QuerySet[Referral], targets: Iterable[Target], today: date) -> QuerySet[Referral]:
    """Referrals in the order in which to decide them."""
    return referrals.annotate(
        band=_band(list(targets), today),
        born_last=Case(When(born_on__isnull=False, then=0), default=1, output_field=IntegerField()),
        due=Coalesce("due_date", Value(NO_DUE_DATE), output_field=DateField()),
    ).order_by(*ORDER)


def mark_of(referral: Referral) -> str:
    """Where a page ended, to go on from there."""
    return "_".join(str(getattr(referral, name)) for name in ORDER)


def after(referrals: QuerySet[Referral], mark: str) -> QuerySet[Referral]:
    """The rows behind a mark of :func:`mark_of`; all of them for anything that is none."""
    try:
        band, born, due, received, key = mark.split("_")
        values = (int(band), int(born), date.fromisoformat(due), date.fromisoformat(received), UUID(key))
    except ValueError:
        return referrals
    return referrals.filter(_beyond(list(zip(ORDER, values, strict=True))))


def _beyond(pairs: list[tuple[str, object]]) -> Q:
    """``(a, b, c) > (x, y, z)`` row by row."""
    steps = (
        reduce(Q.__and__, (Q(**{name: value}) for name, value in pairs[:i]), Q())
        & Q(**{f"{pairs[i][0]}__gt": pairs[i][1]})
        for i in range(len(pairs))
    )
    return reduce(Q.__or__, steps, Q())


def _band(targets: list[Target], today: date) -> Case:
    whens = []
    for one in targets:
        of_service = Q(service=one.service)
        whens.append(When(of_service & Q(received_on__lt=one.received_before(one.working_days + 1, today)), then=LATE))
        whens.append(When(of_service & Q(received_on__lt=one.received_before(one.working_days, today)), then=TODAY))
    return Case(*whens, default=Value(WITHIN), output_field=IntegerField())
