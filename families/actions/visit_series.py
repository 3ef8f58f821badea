"""Several visits planned at once, as often as is agreed with the family."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from families.actions.holding import holding
from families.actions.visits import plan_visit
from families.errors import VisitIncomplete
from families.models import Case, Visit
from families.rhythm import agreed_for

MOST = 26
"""Visits in one series: half a year of weekly ones."""


@holding
def plan_series(
    *,
    cases: Sequence[Case],
    workers: Sequence[User],
    planned_for: datetime,
    times: int,
    place: str = "",
    minutes: int | None = None,
    by: User,
) -> list[Visit]:
    """Plan ``times`` visits from ``planned_for`` on, at the rhythm agreed for the first of ``cases``.

    Each is a visit of its own afterwards: moved, cancelled and logged alone. The time of day stays, summer
    or winter. Raises as ``plan_visit``, and then plans none of them.
    """
    if not 1 <= times <= MOST:
        raise VisitIncomplete(_("Plan from 1 to %(most)s visits at once") % {"most": MOST}, field="times")
    return [
        plan_visit(cases=cases, workers=workers, planned_for=at, place=place, minutes=minutes, by=by)
        for at in series(planned_for, times, agreed_for(cases[0]).every_days(timezone.localdate()))
    ]


def series(first: datetime, times: int, every_days: float) -> list[datetime]:
    """The moments of a series, at the same time of day in London."""
    local = timezone.localtime(first)
    days = [local.date() + timedelta(days=round(number * every_days)) for number in range(times)]
    return [timezone.make_aware(datetime.combine(day, local.time())) for day in days]
