"""A team's clocks, beside the board of roles that nobody fills, for whoever manages it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from families.models import Allocation, Case, Milestone
from families.reading.board import Board, read_board
from families.reading.clocks import SOON_DAYS, ClockLine, lines, with_names

PAGE = 50


@dataclass(frozen=True)
class TeamClocks:
    late: tuple[ClockLine, ...]
    late_count: int
    coming: tuple[ClockLine, ...]
    coming_count: int
    board: Board
    next: str
    workers: dict[UUID, str]


def read_team_clocks(user: User, today: date, *, after: str = "") -> TeamClocks:
    """Late clocks (a page of 50, most overdue first), the first 50 of the next 7 days, and the board.

    ``workers``: who holds each of their cases today, by case.
    """
    waiting = Milestone.objects.waiting().filter(case__in=Case.objects.visible_to(user).open())
    late = waiting.filter(due_on__lt=today).order_by("due_on", "id")
    page = lines(with_names(_after(late, after)[: PAGE + 1]), today)
    coming = waiting.due_within(today, SOON_DAYS).order_by("due_on", "id")
    ahead = lines(with_names(coming[:PAGE]), today)
    return TeamClocks(
        late=tuple(page[:PAGE]),
        late_count=late.count(),
        coming=tuple(ahead),
        coming_count=coming.count(),
        board=read_board(user, today),
        next=_mark(page[PAGE - 1].milestone) if len(page) > PAGE else "",
        workers=_workers({line.milestone.case_id for line in [*page[:PAGE], *ahead]}, today),
    )


def _workers(cases: set[UUID], today: date) -> dict[UUID, str]:
    """The names of those who hold each case, the longest first; one query."""
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = Allocation.objects.current(today).filter(case__in=cases).order_by("starts", "id")
    for case, name in rows.values_list("case", "worker__name"):
        found[case].append(name)
    return {case: ", ".join(dict.fromkeys(names)) for case, names in found.items()}


def _mark(milestone: Milestone) -> str:
    return f"{milestone.due_on.isoformat()}_{milestone.pk}"


def _after(late: QuerySet[Milestone], mark: str) -> QuerySet[Milestone]:
    """The rows behind the one that ``mark`` names; all of them for a mark that names none."""
    day, _sep, key = mark.partition("_")
    try:
        on, row = date.fromisoformat(day), UUID(key)
    except ValueError:
        return late
    return late.filter(Q(due_on__gt=on) | Q(due_on=on, id__gt=row))
