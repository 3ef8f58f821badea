"""Open cases in which nobody has met the family for longer than their service allows."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone

from families.definition_of import definition_of
from families.models import Attendance, Case, ServiceVersion, VisitCase
from families.naming import case_name
from families.querysets.case import CaseQuerySet
from families.reading.today import midnight

PAGE = 50


@dataclass(frozen=True)
class QuietLine:
    """``since``: the day of the last contact, or that of acceptance where there was none."""

    case: Case
    name: str
    met_on: date | None
    since: date
    days: int


@dataclass(frozen=True)
class QuietPage:
    """``total`` counts each case once, however many pages there are; ``days`` are those allowed, the shortest first."""

    lines: tuple[QuietLine, ...]
    total: int
    days: tuple[int, ...]
    more: bool


def quiet_among(cases: CaseQuerySet, today: date) -> tuple[CaseQuerySet, tuple[int, ...]]:
    """Those of ``cases`` that are open and without contact for more than the days of their definition.

    Contact is a visit that was done, by the time it happened, not the time it was written down, or a group
    session they came to that counts as contact; a visit to nobody, a planned and a cancelled one are none. The
    day of acceptance stands for the first: a case is not late before it could be.
    """
    versions = ServiceVersion.objects.filter(pk__in=cases.open().order_by().values("service_version").distinct())
    allowed = {version.pk: definition_of(version).visits.quiet_after_days for version in versions}
    late = Q(pk__in=[])
    for pk, days in allowed.items():
        first = today - timedelta(days=days)
        met = _visits().filter(visit__happened_at__gte=midnight(first))
        came = _sessions().filter(session__held_at__gte=midnight(first))
        late |= Q(service_version=pk, opened_on__lt=first) & ~Q(Exists(met)) & ~Q(Exists(came))
    return cases.open().filter(late), tuple(sorted(set(allowed.values())))


def read_quiet(cases: CaseQuerySet, today: date, page: int) -> QuietPage:
    """Page ``page``, from 1, the longest without contact first."""
    quiet, days = quiet_among(cases, today)
    met = _visits().order_by("-visit__happened_at").values("visit__happened_at")[:1]
    came = _sessions().order_by("-session__held_at").values("session__held_at")[:1]
    rows: QuerySet[Any] = quiet.annotate(met=Greatest(Subquery(met), Subquery(came)))
    rows = rows.select_related("client", "child__person", "team").order_by("met", "opened_on", "id")
    first = (page - 1) * PAGE
    found = list(rows[first : first + PAGE + 1])
    return QuietPage(tuple(_line(one, today) for one in found[:PAGE]), quiet.count(), days, len(found) > PAGE)


def _visits() -> QuerySet[VisitCase]:
    return VisitCase.objects.filter(case=OuterRef("pk"), visit__outcome="done")


def _sessions() -> QuerySet[Attendance]:
    return Attendance.objects.filter(case=OuterRef("pk"), came=True, session__counts_as_contact=True)


def _line(case: Any, today: date) -> QuietLine:
    met_on = timezone.localdate(case.met) if case.met else None
    since = max(met_on, case.opened_on) if met_on else case.opened_on
    return QuietLine(case, case_name(case), met_on, since, (today - since).days)
