"""A practitioner's day, in a bounded number of queries whatever the caseload."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Prefetch, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from families.definition_of import rules_of
from families.models import Case, Child, Meeting, MeetingCase, Milestone, Pregnancy, SafetyFlag, Task, Visit, VisitNote
from families.naming import case_name
from families.querysets.dated import holds_on
from families.reading.clocks import SOON_DAYS, ClockLine, lines, with_names
from families.reading.drafts import HalfWritten, half_written
from families.reading.summary import Summary, summarise, with_babies

MOST_ROWS = 20
BIRTHS_WITHIN = timedelta(weeks=4)
NOTES_SINCE = timedelta(days=2)
MEETINGS_WITHIN = timedelta(days=14)
SATURDAY = 5


@dataclass(frozen=True)
class VisitLine:
    """A planned visit with what must be known before knocking."""

    visit: Visit
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
    day: date
    week: tuple[Day, ...]
    visits: tuple[VisitLine, ...]
    clocks: tuple[ClockLine, ...]
    late: int
    soon: int
    births: tuple[tuple[Pregnancy, str], ...]
    meetings: tuple[tuple[Meeting, str, str], ...]
    drafts: tuple[VisitNote, ...]
    typed: tuple[HalfWritten, ...]
    tasks: tuple[Task, ...]
    notes: tuple[VisitNote, ...]


def read_today(user: User, day: date) -> Today:
    """Everything that ``user`` has to do, know or sign on ``day``."""
    mine = Case.objects.named_on(user)
    clocks = lines(with_names(_clocks(mine, day))[:MOST_ROWS], day)
    return Today(
        day=day,
        week=_week(user, mine, day),
        visits=tuple(_visits(user, day)),
        clocks=tuple(clocks),
        late=sum(line.state == "late" for line in clocks),
        soon=sum(line.state == "soon" for line in clocks),
        births=tuple(_births(mine, day)),
        meetings=tuple(_meetings(user, day)),
        drafts=tuple(_drafts(user)),
        typed=tuple(half_written(user)),
        tasks=tuple(_tasks(user)),
        notes=tuple(_notes(user, mine)),
    )


def _clocks(mine: QuerySet[Case], day: date) -> QuerySet[Milestone]:
    near = day + timedelta(days=SOON_DAYS)
    return Milestone.objects.waiting().filter(case__in=mine, due_on__lte=near).order_by("due_on")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _week(user: User, mine: QuerySet[Case], day: date) -> tuple[Day, ...]:
    """Monday to Friday; at a weekend that weekend and the week that follows."""
    first = day - timedelta(days=day.weekday() if day.weekday() < SATURDAY else day.weekday() - SATURDAY)
    days = [first + timedelta(days=n) for n in range(5 if first.weekday() < SATURDAY else 7)]
    begins, ends = _midnight(days[0]), _midnight(days[-1] + timedelta(days=1))
    planned = Visit.objects.visible_to(user).of_worker(user).planned_between(begins, ends)
    asked = Meeting.objects.visible_to(user).ahead().filter(invitations__worker=user)
    visits = _by_day(planned, TruncDate("planned_for"))
    meetings = _by_day(asked.filter(scheduled_for__gte=begins, scheduled_for__lt=ends), TruncDate("scheduled_for"))
    due = Milestone.objects.waiting().filter(case__in=mine, due_on__range=(days[0], days[-1]))
    clocks = _by_day(due, F("due_on"))
    return tuple(Day(one, visits.get(one, 0), meetings.get(one, 0), clocks.get(one, 0)) for one in days)


def _by_day(rows: QuerySet, on: Any) -> dict[date, int]:
    """How many rows there are on each day."""
    return dict(rows.annotate(on=on).values_list("on").annotate(n=Count("id", distinct=True)).order_by("on"))


def _visits(user: User, day: date) -> list[VisitLine]:
    first, last = _midnight(day), _midnight(day + timedelta(days=1))
    visible = Case.objects.visible_to(user)
    flags = SafetyFlag.objects.filter(holds_on(day, starts="agreed_on", ends="ended_on")).select_related("agreed_by")
    cases = with_babies(visible.for_reading()).prefetch_related(
        Prefetch("family__safety_flags", queryset=flags, to_attr="flags_now"), "client__addresses"
    )
    rows = (
        Visit.objects.visible_to(user)
        .of_worker(user)
        .planned_between(first, last)
        .order_by("planned_for")
        .prefetch_related("workers__worker", Prefetch("cases", queryset=cases, to_attr="cases_seen"))
    )
    return [_visit_line(visit, user, day) for visit in rows[:MOST_ROWS]]


def _visit_line(visit: Visit, user: User, day: date) -> VisitLine:
    case = visit.cases_seen[0]  # type: ignore[attr-defined]  # by to_attr
    others = tuple(one.worker.name for one in visit.workers.all() if one.worker_id != user.pk)
    return VisitLine(
        visit=visit,
        case=summarise(case, day),
        colleagues=others,
        flags=tuple(flag for flag in case.family.flags_now if flag.person_id in (None, case.client_id)),
        address=_address(case, day),
    )


def _address(case: Case, day: date) -> str:
    now = [
        one
        for one in case.client.addresses.all()
        if one.valid_from <= day and (one.valid_to is None or one.valid_to >= day)
    ]
    return ", ".join(part for part in (now[0].lines, now[0].postcode) if part) if now else ""


def _births(mine: QuerySet[Case], day: date) -> list[tuple[Pregnancy, str]]:
    """Births to come, each with whose case it is: a father's worker need not know of the mother."""
    expected = Pregnancy.objects.filter(
        cases__in=mine, ended_on__isnull=True, due_date__range=(day - timedelta(weeks=3), day + BIRTHS_WITHIN)
    )
    unborn = Child.objects.filter(state="unborn").values("pregnancy")
    cases = Prefetch("cases", queryset=mine.select_related("client", "child__person"), to_attr="mine")
    rows = expected.filter(pk__in=unborn).order_by("due_date").distinct().prefetch_related(cases)
    return [(one, ", ".join(case_name(case) for case in one.mine)) for one in rows[:MOST_ROWS]]  # type: ignore[attr-defined]


def _meetings(user: User, day: date) -> list[tuple[Meeting, str, str]]:
    """Meetings to come, with their kind and whose they are as far as ``user`` may know."""
    ahead = Meeting.objects.visible_to(user).ahead().filter(invitations__worker=user)
    near = ahead.filter(scheduled_for__gte=_midnight(day), scheduled_for__lt=_midnight(day) + MEETINGS_WITHIN)
    cases = Case.objects.visible_to(user).select_related("client", "child__person", "service_version")
    seen = Prefetch("meeting_cases", MeetingCase.objects.filter(case__in=cases.values("pk")), to_attr="records_seen")
    rows = near.prefetch_related(seen, Prefetch("records_seen__case", cases)).order_by("scheduled_for")[:MOST_ROWS]
    return [(one, _kind(one), _whose(one)) for one in rows]


def _whose(meeting: Meeting) -> str:
    return ", ".join(case_name(row.case) for row in meeting.records_seen)  # type: ignore[attr-defined]  # by to_attr


def _kind(meeting: Meeting) -> str:
    """What the definition of its first case calls this kind of meeting."""
    for row in meeting.records_seen:  # type: ignore[attr-defined]  # by to_attr
        try:
            return rules_of(row.case).meeting(meeting.kind).label.text(get_language() or "en")
        except KeyError:
            continue
    return meeting.kind


def _drafts(user: User) -> QuerySet[VisitNote]:
    unsigned = VisitNote.objects.filter(signed_at__isnull=True, entered_by=user)
    visible = unsigned.filter(visit_case__case__in=Case.objects.visible_to(user))
    return visible.select_related("visit_case__visit", "visit_case__case__client").order_by("entered_at")[:MOST_ROWS]


def _tasks(user: User) -> QuerySet[Task]:
    waiting = Task.objects.filter(assigned_to=user, done_on__isnull=True, cancelled_on__isnull=True)
    visible = waiting.filter(case__in=Case.objects.visible_to(user))
    return visible.select_related("case__client").order_by("-urgent", "due_on", "id")[:MOST_ROWS]


def _notes(user: User, mine: QuerySet[Case]) -> QuerySet[VisitNote]:
    since = timezone.now() - NOTES_SINCE
    signed = VisitNote.objects.filter(signed_at__gte=since, visit_case__case__in=mine).exclude(signed_by=user)
    return signed.select_related("signed_by", "visit_case__visit", "visit_case__case__client").order_by("-signed_at")[
        :MOST_ROWS
    ]
