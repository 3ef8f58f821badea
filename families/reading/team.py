"""A team's clocks, beside the board of roles that nobody fills, for whoever manages it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Value

from accounts.models import User
from activity.prepared import Among, AnyOf, Together
from families.models import Allocation, Case, Child, Milestone
from families.querysets.case import Reader
from families.reading.board import PAGE as BOARD_PAGE
from families.reading.board import Board, Waiting, board_of, lacking_among
from families.reading.clocks import SOON_DAYS, ClockLine
from families.reading.lacking import Needs, needs_of, open_cases, versions_in

PAGE = 50
_FIRST = (date(1, 1, 1), UUID(int=0))


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

    ``workers``: who holds each of their cases today, by case. Six queries, however many clocks and cases there are.
    """
    reader = Reader.of(user)
    needs, values = needs_of(versions_in(reader.managed), today)
    found = _ask(reader, needs, {**values, **_times(today, after)}) if reader.teams else {}
    late, coming = found.get("late", []), found.get("coming", [])
    workers = _name([*late[:PAGE], *coming], today)
    late_count, coming_count = next(iter(found.get("tallies", [])), (0, 0))
    return TeamClocks(
        late=tuple(ClockLine(one, today) for one in late[:PAGE]),
        late_count=late_count,
        coming=tuple(ClockLine(one, today) for one in coming),
        coming_count=coming_count,
        board=board_of(reader, Waiting.of(found.get("lacking", [])), today),
        next=_mark(late[PAGE - 1]) if len(late) > PAGE else "",
        workers=workers,
    )


def _ask(reader: Reader, needs: Needs, values: dict[str, Any]) -> dict[str, list[Any]]:
    return _asked(needs, PAGE, BOARD_PAGE + 1)(**{**vars(reader), **values})


@lru_cache(maxsize=32)
def _asked(needs: Needs, most: int, most_cases: int) -> Together:
    """All that is asked among the open cases that the reader may see; the gate is asked once."""

    def late(today: date, on: date, row: UUID) -> QuerySet[Milestone, Milestone]:
        behind = Q(due_on__gt=on) | Q(due_on=on, id__gt=row)
        return _waiting().filter(behind, due_on__lt=today).defer("sum").order_by("due_on", "id")[: most + 1]

    def coming(today: date, soon: date) -> QuerySet[Milestone, Milestone]:
        return _waiting().filter(due_on__range=(today, soon)).defer("sum").order_by("due_on", "id")[:most]

    lacking = {"lacking": lacking_among(needs, most_cases)} if needs.shapes else {}
    return Together(among=open_cases, late=late, coming=coming, tallies=_tallies, **lacking)


def _waiting() -> QuerySet[Milestone, Milestone]:
    return Milestone.objects.waiting().filter(Among("case"))


def _tallies(today: date, soon: date) -> QuerySet[Milestone, Any]:
    """How many clocks are late, and how many come soon; one row."""
    rows = _waiting().filter(due_on__lte=soon).order_by().annotate(all=Value(1)).values("all")
    late, coming = Count("pk", filter=Q(due_on__lt=today)), Count("pk", filter=Q(due_on__gte=today))
    return rows.annotate(late=late, coming=coming).values_list("late", "coming")


def _times(today: date, after: str) -> dict[str, Any]:
    """Until when a clock comes soon, and behind which clock the page of late ones begins."""
    on, row = _behind(after)
    return {"soon": today + timedelta(days=SOON_DAYS), "on": on, "row": row}


def _behind(mark: str) -> tuple[date, UUID]:
    """The row that ``mark`` names; before the first row for a mark that names none."""
    day, _sep, key = mark.partition("_")
    try:
        return date.fromisoformat(day), UUID(key)
    except ValueError:
        return _FIRST


def _mark(milestone: Milestone) -> str:
    return f"{milestone.due_on.isoformat()}_{milestone.pk}"


def _name(milestones: list[Milestone], today: date) -> dict[UUID, str]:
    """Fetch what the lines of clocks name, and the names of those who hold each case, the longest first; one query."""
    if not milestones:
        return {}
    rows = _NAMES(
        cases=sorted({one.case_id for one in milestones}),
        children=sorted({one.child_id for one in milestones if one.child_id}),
        today=today,
    )
    cases, children = ({one.pk: one for one in rows[name]} for name in ("shown", "named"))
    for case in cases.values():
        if case.child_id in children:
            case.child = children[case.child_id]
    for one in milestones:
        if one.case_id in cases:
            one.case = cases[one.case_id]
        if one.child_id in children:
            one.child = children[one.child_id]
    held: dict[UUID, list[str]] = defaultdict(list)
    for case_id, name in rows["held"]:
        held[case_id].append(name)
    return {pk: ", ".join(dict.fromkeys(names)) for pk, names in held.items()}


def _shown(cases: list[UUID]) -> QuerySet[Case, Case]:
    return Case.objects.filter(AnyOf("pk", cases)).select_related("client")


def _named(cases: list[UUID], children: list[UUID]) -> QuerySet[Child, Child]:
    """The children whom clocks are about, and those whose own the cases are."""
    own = Case.objects.filter(AnyOf("pk", cases), child__isnull=False).values("child")
    rows = Child.with_merged.filter(Q(AnyOf("pk", children)) | Q(pk__in=own))
    return rows.select_related("person", "pregnancy__mother")


def _held(cases: list[UUID], today: date) -> QuerySet[Allocation, Any]:
    rows = Allocation.objects.current(today).filter(AnyOf("case", cases)).order_by("starts", "id")
    return rows.values_list("case", "worker__name")


_NAMES = Together(shown=_shown, named=_named, held=_held)
