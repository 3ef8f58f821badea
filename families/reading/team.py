"""A team's clocks, gaps and load, for whoever manages it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from families.models import Allocation, Case, Milestone
from families.reading.clocks import SOON_DAYS, ClockLine, lines, with_names
from families.reading.slots import Gap, open_gaps

PAGE = 50


@dataclass(frozen=True)
class Load:
    """A worker's caseload: open cases owned, weighted, against hours (FTE 0.1 to 1.0)."""

    worker: User
    cases: int
    late: int


@dataclass(frozen=True)
class TeamClocks:
    late: tuple[ClockLine, ...]
    late_count: int
    coming: tuple[ClockLine, ...]
    gaps: tuple[Gap, ...]
    loads: tuple[Load, ...]
    next: str


def read_team_clocks(user: User, today: date, *, after: str = "") -> TeamClocks:
    """Late clocks (a page of 50, most overdue first), those of the next 7 days, gaps and loads."""
    visible = Case.objects.visible_to(user).open()
    waiting = Milestone.objects.waiting().filter(case__in=visible)
    late = waiting.filter(due_on__lt=today).order_by("due_on", "id")
    page = lines(with_names(_after(late, after)[: PAGE + 1]), today)
    coming = waiting.due_within(today, SOON_DAYS).order_by("due_on", "id")[:PAGE]
    return TeamClocks(
        late=tuple(page[:PAGE]),
        late_count=late.count(),
        coming=tuple(lines(with_names(coming), today)),
        gaps=tuple(open_gaps(visible, today)),
        loads=tuple(_loads(visible, today)),
        next=_mark(page[PAGE - 1].milestone) if len(page) > PAGE else "",
    )


def _mark(milestone: Milestone) -> str:
    return f"{milestone.due_on.isoformat()}_{milestone.pk}"


def _after(late: QuerySet[Milestone], mark: str) -> QuerySet[Milestone]:
    """The rows behind the one that ``mark`` names; all of them for a mark that names none."""
    day, _sep, key = mark.partition("_")
    try:
        on = date.fromisoformat(day)
        found = late.filter(Q(due_on__gt=on) | Q(due_on=on, id__gt=key))
    except ValueError:
        return late
    return found


def _loads(visible: QuerySet[Case], today: date) -> list[Load]:
    owned = Allocation.objects.current(today).filter(case__in=visible)
    counted = dict(owned.values_list("worker").annotate(n=Count("case", distinct=True)).order_by())
    late = Milestone.objects.waiting().filter(due_on__lt=today, case__in=visible)
    behind = dict(
        owned.filter(case__in=late.values("case"))
        .values_list("worker")
        .annotate(n=Count("case", distinct=True))
        .order_by()
    )
    workers = User.objects.filter(pk__in=counted).order_by("name")
    return [Load(worker, counted[worker.pk], behind.get(worker.pk, 0)) for worker in workers]
