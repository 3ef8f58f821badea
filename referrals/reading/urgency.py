"""The order of the inbox: born already, answered, late; in each group the nearest birth, risk, the longest wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from uuid import UUID

from django.db.models import Case, DateField, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, TruncWeek

from families.working_days import WorkingDays
from referrals.intake import rules_in_force
from referrals.models import Question, Referral, State

BORN, ANSWERED, LATE, REVIEW, TODAY, WITHIN = BANDS = range(6)
NO_DUE_DATE = date(9999, 12, 31)
ANY_DAY = date(1900, 1, 1)
"""In place of the due date of a concealed pregnancy: nobody can say that the birth is far away."""
ORDER = ("band", "week", "risk", "since", "id")
FIRST = (-1, date(1, 1, 1), 0, date(1, 1, 1), UUID(int=0))
"""A mark that stands before every row."""


@dataclass(frozen=True)
class Bounds:
    """Of one service: received before ``late`` a referral is past the target, before ``due`` the target is today."""

    service: UUID
    late: date
    due: date


@dataclass(frozen=True)
class Target:
    """In how many working days one service decides, and by which calendar."""

    service: UUID
    working_days: int
    calendar: WorkingDays

    def waited(self, since: date, today: date) -> int:
        """Working days since a day, which is not counted itself."""
        return max(0, self.calendar.count(since, today))

    def received_before(self, days: int, today: date) -> date:
        """Everything received before this day has waited ``days`` working days at least."""
        return self.calendar.subtract(today + timedelta(days=1), days)


def bounds_of(target: Target, today: date) -> Bounds:
    """The target of a service, in days on which a referral was received."""
    days = target.working_days
    return Bounds(target.service, target.received_before(days + 1, today), target.received_before(days, today))


def targets_of(services: Iterable[UUID], today: date) -> dict[UUID, Target]:
    """The target of each service, by the version in force today; one query."""
    return {
        service: Target(service, rules.definition.decision_working_days, rules.calendar)
        for service, rules in rules_in_force(services, today).items()
    }


def since() -> Coalesce:
    """The day from which the team's working days count: receipt, or later where the referrer had a turn."""
    return Coalesce("counts_from", "received_on")


def in_order(
    referrals: QuerySet[Referral], bounds: Iterable[Bounds], never: date = NO_DUE_DATE, any_day: date = ANY_DAY
) -> QuerySet[Referral]:
    """Referrals in the order in which to decide them.

    First by band. Within one the week of the birth; of those due in one week, first whoever must not be
    met alone or has a safety warning; then the longest wait. ``never`` and ``any_day`` stand for a due date.
    """
    due = Case(
        When(due_date__isnull=True, concealed=True, then=Value(any_day)),
        default=Coalesce("due_date", Value(never)),
        output_field=DateField(),
    )
    return referrals.annotate(
        since=since(),
        band=_band(list(bounds)),
        week=Cast(TruncWeek(due, output_field=DateField()), DateField()),
        risk=Case(When(Q(never_alone=True) | ~Q(safety=""), then=0), default=1, output_field=IntegerField()),
    ).order_by(*ORDER)


Place = tuple[int, date, int, date, UUID]
"""A row's values of ``ORDER``."""


def mark_of(place: Place) -> str:
    """Where a page ended, to go on from there."""
    return "_".join(str(one) for one in place)


def place_of(mark: str) -> Place:
    """The place that :func:`mark_of` wrote; before the first row for anything that is none."""
    try:
        band, week, risk, received, key = mark.split("_")
        place = (int(band), date.fromisoformat(week), int(risk), date.fromisoformat(received), UUID(key))
    except ValueError:
        return FIRST
    return place if all(0 <= number < 100 for number in (place[0], place[2])) else FIRST


def behind(referrals: QuerySet[Referral], place: Place) -> QuerySet[Referral]:
    """The rows of :func:`in_order` behind a place."""
    return referrals.filter(_beyond(list(zip(ORDER, place, strict=True))))


def _beyond(pairs: list[tuple[str, object]]) -> Q:
    """``(a, b, c) > (x, y, z)`` row by row."""
    steps = (
        reduce(Q.__and__, (Q(**{name: value}) for name, value in pairs[:i]), Q())
        & Q(**{f"{pairs[i][0]}__gt": pairs[i][1]})
        for i in range(len(pairs))
    )
    return reduce(Q.__or__, steps, Q())


def _band(bounds: list[Bounds]) -> Case:
    answered = Question.objects.filter(referral=OuterRef("pk"), ended_on__isnull=False).exclude(answer="")
    whens = [
        When(born_on__isnull=False, then=BORN),
        When(Q(Exists(answered), state=State.RECEIVED), then=ANSWERED),
        When(state=State.WAITING, then=REVIEW),
    ]
    for one in bounds:
        whens.append(When(Q(service=one.service, since__lt=one.late), then=LATE))
        whens.append(When(Q(service=one.service, since__lt=one.due), then=TODAY))
    return Case(*whens, default=Value(WITHIN), output_field=IntegerField())
