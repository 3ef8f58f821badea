"""A practitioner's day, in a bounded number of queries whatever the caseload."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from activity.prepared import AnyOf, Together
from families.definition_of import rules_of
from families.models import (
    Address,
    Case,
    Child,
    Meeting,
    MeetingCase,
    Milestone,
    Pregnancy,
    SafetyFlag,
    Task,
    VisitNote,
)
from families.models import Visit as PlannedVisit
from families.naming import case_name
from families.reading.clocks import SOON_DAYS, ClockLine
from families.reading.day_rows import MOST_ROWS, Times, cases_of, rows_of_day
from families.reading.drafts import HalfWritten, half_written, typed_for
from families.reading.summary import Summary, summarise

BIRTHS_WITHIN = timedelta(weeks=4)
BIRTHS_SINCE = timedelta(weeks=3)
NOTES_SINCE = timedelta(days=2)
MEETINGS_WITHIN = timedelta(days=14)
SATURDAY = 5
PARTS = ("visits", "clocks", "tasks", "births", "meetings", "drafts", "notes")


@dataclass(frozen=True)
class VisitLine:
    """A planned visit with what must be known before knocking."""

    visit: PlannedVisit
    case: Summary
    colleagues: tuple[str, ...]
    flags: tuple[SafetyFlag, ...]
    address: str


@dataclass(frozen=True)
class Day:
    """One day of the week's strip: visits planned, meetings one is asked to, and clocks that fall due."""

    day: date
    visits: int
    meetings: int
    clocks: int


@dataclass(frozen=True)
class Today:
    """``more``: the parts of which there is more than is shown."""

    day: date
    week: tuple[Day, ...]
    visits: tuple[VisitLine, ...]
    clocks: tuple[ClockLine, ...]
    late: int
    soon: int
    births: tuple[tuple[Pregnancy, list[tuple[Case, str]]], ...]
    meetings: tuple[tuple[Meeting, str, str], ...]
    drafts: tuple[VisitNote, ...]
    typed: tuple[HalfWritten, ...]
    tasks: tuple[Task, ...]
    notes: tuple[VisitNote, ...]
    more: frozenset[str]


def read_today(user: User, day: date) -> Today:
    """Everything that ``user`` has to do, know or sign on ``day``."""
    days = _week_of(day)
    cases = cases_of(user)
    rows = rows_of_day(user, cases, _times(day, days))
    typed = typed_for(rows["typed"], cases.visible)
    visits = _by_visit(rows["visits"])
    known = _cases_by_id([*(row.case_id for row in rows["visits"]), *(one.case_id for one in rows["clocks"]), *typed])
    births, meetings = _births(rows["births"]), _meetings(rows["meetings"])
    found: dict[str, list[Any]] = {
        **{part: rows[part] for part in ("clocks", "tasks", "drafts", "notes")},
        "visits": visits, "births": births, "meetings": meetings,
    }  # fmt: skip
    due = dict(rows["due"])
    near = day + timedelta(days=SOON_DAYS)
    return Today(
        day=day,
        week=_week(days, dict(rows["week_visits"]), dict(rows["week_meetings"]), due),
        visits=tuple(_visit_line(group, known, rows, day) for group in visits[:MOST_ROWS]),
        clocks=tuple(_clock_line(one, known, day) for one in rows["clocks"][:MOST_ROWS]),
        late=sum(number for on, number in due.items() if on < day),
        soon=sum(number for on, number in due.items() if day <= on <= near),
        births=tuple(births[:MOST_ROWS]),
        meetings=tuple(meetings[:MOST_ROWS]),
        drafts=tuple(rows["drafts"][:MOST_ROWS]),
        typed=tuple(half_written(typed, {pk: case for pk, (case, _children) in known.items()})),
        tasks=tuple(rows["tasks"][:MOST_ROWS]),
        notes=tuple(rows["notes"][:MOST_ROWS]),
        more=frozenset(part for part in PARTS if len(found[part]) > MOST_ROWS),
    )


def _times(day: date, days: list[date]) -> Times:
    first = midnight(day)
    return Times(
        day=day,
        first=first,
        last=midnight(day + timedelta(days=1)),
        begins=midnight(days[0]),
        ends=midnight(days[-1] + timedelta(days=1)),
        week_last=days[-1],
        near=day + timedelta(days=SOON_DAYS),
        meetings_until=first + MEETINGS_WITHIN,
        births_from=day - BIRTHS_SINCE,
        births_to=day + BIRTHS_WITHIN,
        since=timezone.now() - NOTES_SINCE,
    )


def midnight(day: date) -> datetime:
    """The moment at which a day begins in London."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _week_of(day: date) -> list[date]:
    """Monday to Friday; at a weekend that weekend and the week that follows."""
    first = day - timedelta(days=day.weekday() if day.weekday() < SATURDAY else day.weekday() - SATURDAY)
    return [first + timedelta(days=n) for n in range(5 if first.weekday() < SATURDAY else 7)]


def _week(days: list[date], visits: dict, meetings: dict, clocks: dict) -> tuple[Day, ...]:
    return tuple(Day(one, visits.get(one, 0), meetings.get(one, 0), clocks.get(one, 0)) for one in days)


def _cases(ids: list[UUID]) -> QuerySet[Case, Case]:
    return Case.objects.filter(AnyOf("pk", ids)).select_related("client", "family", "team", "pregnancy__mother")


def _children(ids: list[UUID]) -> QuerySet[Child, Child]:
    cases = Case.objects.filter(AnyOf("pk", ids))
    about = Q(pregnancy__in=cases.values("pregnancy")) | Q(pk__in=cases.values("child"))
    return (
        Child.objects.filter(about)
        .select_related("person", "birth", "loss", "pregnancy__mother")
        .order_by("birth_order")
    )


_CASES = Together(cases=_cases, children=_children)


def _cases_by_id(ids: Iterable[UUID]) -> dict[UUID, tuple[Case, list[Child]]]:
    """Each case with the children that its summary names, from ids that came through the gate."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    found = _CASES(ids=wanted)
    known = {}
    for case in found["cases"]:
        about = [one for one in found["children"] if one.pk == case.child_id or one.pregnancy_id == case.pregnancy_id]
        if case.child_id:
            about = [one for one in about if one.pk == case.child_id]
            case.child = about[0]
        known[case.pk] = (case, about)
    return known


def _by_visit(rows: list[Any]) -> list[list[Any]]:
    """The rows of each visit together, in the order of the visits."""
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.visit_id, []).append(row)
    return list(found.values())


def _visit_line(group: list[Any], known: dict, rows: dict[str, list[Any]], day: date) -> VisitLine:
    visit = group[0].visit
    case, children = known[group[0].case_id]
    return VisitLine(
        visit=visit,
        case=summarise(case, day, children),
        colleagues=tuple(one.worker.name for one in rows["colleagues"] if one.visit_id == visit.pk),
        flags=tuple(
            one for one in rows["flags"]
            if one.family_id == case.family_id and one.person_id in (None, case.client_id)
        ),
        address=_address(one for one in rows["addresses"] if one.person_id == case.client_id),
    )  # fmt: skip


def _address(now: Iterable[Address]) -> str:
    one = next(iter(now), None)
    return ", ".join(part for part in (one.lines, one.postcode) if part) if one else ""


def _clock_line(milestone: Milestone, known: dict, day: date) -> ClockLine:
    case, children = known[milestone.case_id]
    milestone.case = case
    if milestone.child_id:
        milestone.child = next((one for one in children if one.pk == milestone.child_id), milestone.child)
    return ClockLine(milestone, day)


def _births(cases: list[Any]) -> list[tuple[Pregnancy, list[tuple[Case, str]]]]:
    """Each with the cases that wait for it, both parents' where both have one."""
    whose: dict[UUID, list[tuple[Case, str]]] = {}
    pregnancies = {}
    for case in cases:
        pregnancies[case.pregnancy_id] = case.pregnancy
        whose.setdefault(case.pregnancy_id, []).append((case, case_name(case)))
    return [(pregnancies[pk], found) for pk, found in whose.items()]


def _meetings(rows: list[MeetingCase]) -> list[tuple[Meeting, str, str]]:
    """Each with its kind and whose it is as far as the reader may know."""
    found: dict[UUID, list[MeetingCase]] = {}
    for row in rows:
        found.setdefault(row.meeting_id, []).append(row)
    return [
        (group[0].meeting, meeting_kind(group), ", ".join(case_name(row.case) for row in group))
        for group in found.values()
    ]


def meeting_kind(rows: list[MeetingCase]) -> str:
    """What the definition of its first case calls this kind of meeting."""
    key = rows[0].meeting.kind
    for row in rows:
        try:
            return rules_of(row.case).meeting(key).label.text(get_language() or "en")
        except KeyError:
            continue
    return key
