"""Visits week by week: what was agreed beside what was done, and which topics of the programme are covered."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import CharField, Count, Func, Max, Min
from django.db.models.functions import Coalesce, TruncWeek
from django.utils import timezone

from families.definition_of import rules_of
from families.forms.common import words
from families.models import Case, VisitCase
from families.models.choices import VisitOutcome
from families.rhythm import WEEK, Agreed, agreed_for

WEEKS = 12
"""On one page."""


@dataclass(frozen=True)
class Week:
    """One week from Monday: how many visits were agreed, and what became of those of the case."""

    starts: date
    agreed: float
    done: int
    no_access: int
    cancelled: int
    planned: int

    @property
    def ends(self) -> date:
        return self.starts + timedelta(days=WEEK - 1)


@dataclass(frozen=True)
class RhythmPage:
    """The weeks shown, the newest first. The means are of whole weeks that are over; None where there is none."""

    weeks: tuple[Week, ...]
    now: float
    agreed_mean: float | None
    done_mean: float | None
    older: str
    changes: tuple[Any, ...]


@dataclass(frozen=True)
class TopicLine:
    """A topic, how often it was covered, when and by whom. ``times`` 0: it is left."""

    label: str
    times: int = 0
    first_on: date | None = None
    last_on: date | None = None
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class TopicsPage:
    """Topics of the parenting programme, and the others that were covered."""

    programme: tuple[TopicLine, ...]
    others: tuple[TopicLine, ...]

    @property
    def covered(self) -> int:
        return sum(1 for line in self.programme if line.times)

    @property
    def left(self) -> list[TopicLine]:
        return [line for line in self.programme if not line.times]


def read_rhythm(case: Case, today: date, before: date | None = None) -> RhythmPage:
    """Twelve weeks of a case, up to this one or to that of ``before``; four queries."""
    agreed = agreed_for(case)
    end = min(before or today, case.closed_on or today, today)
    newest = monday_of(end)
    oldest = max(newest - timedelta(weeks=WEEKS - 1), monday_of(case.opened_on))
    counted = _counted(case, oldest, newest)
    mondays = [newest - timedelta(weeks=number) for number in range((newest - oldest).days // WEEK + 1)]
    weeks = tuple(_week(case, agreed, monday, counted) for monday in mondays)
    over = [week for week in weeks if week.ends < today and week.starts >= case.opened_on]
    return RhythmPage(
        weeks=weeks,
        now=agreed.per_week(end),
        agreed_mean=_mean([week.agreed for week in over]),
        done_mean=_mean([week.done for week in over]),
        older=(oldest - timedelta(days=1)).isoformat() if oldest > monday_of(case.opened_on) else "",
        changes=tuple(case.rhythms.select_related("entered_by").order_by("-from_day", "-id")[:WEEKS]),
    )


def read_topics(case: Case) -> TopicsPage:
    """Which topics the case's visits and groups covered; two queries whatever their number."""
    found = {row["topic"]: row for row in _covered(case)}
    for key, row in _in_groups(case):
        found[key] = _together(found[key], row) if key in found else row
    topics = rules_of(case).visits.topics
    lines = {one.key: _topic_line(words(one.label), found.pop(one.key, None)) for one in topics}
    gone = [_topic_line(key, row) for key, row in sorted(found.items())]  # no longer in the definition
    others = [lines[one.key] for one in topics if not one.programme and lines[one.key].times]
    return TopicsPage(tuple(lines[one.key] for one in topics if one.programme), (*others, *gone))


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def _week(case: Case, agreed: Agreed, monday: date, counted: Counter[tuple[date, str]]) -> Week:
    last = case.closed_on or date.max
    return Week(
        starts=monday,
        agreed=agreed.in_week(monday, case.opened_on, last),
        done=counted[monday, VisitOutcome.DONE],
        no_access=counted[monday, VisitOutcome.NO_ACCESS],
        cancelled=counted[monday, VisitOutcome.CANCELLED],
        planned=counted[monday, VisitOutcome.PLANNED],
    )


def _counted(case: Case, first: date, last: date) -> Counter[tuple[date, str]]:
    """Visits of the case by week and outcome; a visit of two workers is one."""
    at = Coalesce("visit__happened_at", "visit__planned_for")
    rows = VisitCase.objects.filter(case=case).exclude(visit__outcome=VisitOutcome.DRAFT).annotate(at=at)
    rows = rows.filter(at__gte=_midnight(first), at__lt=_midnight(last + timedelta(weeks=1)))
    by_week = rows.annotate(week=TruncWeek("at")).values_list("week", "visit__outcome").annotate(number=Count("pk"))
    return Counter({(timezone.localdate(week), outcome): number for week, outcome, number in by_week.order_by()})


def _covered(case: Case) -> Any:
    topic = Func("topics", function="jsonb_array_elements_text", output_field=CharField())
    rows = VisitCase.objects.filter(case=case, visit__outcome=VisitOutcome.DONE).annotate(topic=topic)
    return (
        rows.order_by()
        .values("topic")
        .annotate(
            times=Count("visit", distinct=True),
            first=Min("visit__happened_at"),
            last=Max("visit__happened_at"),
            by=ArrayAgg("visit__workers__worker__name", distinct=True, default=[]),
        )
    )


def _in_groups(case: Case) -> Iterator[tuple[str, dict[str, Any]]]:
    """Topics of the groups that they came to, by key."""
    kinds = {kind.key: kind.topics for kind in rules_of(case).group_kinds}
    rows: Any = case.attendances.filter(came=True).order_by().values("session__group__kind")
    rows = rows.annotate(
        times=Count("pk"), first=Min("session__held_at"), last=Max("session__held_at"),
        by=ArrayAgg("session__led_by__name", distinct=True, default=[]),
    )  # fmt: skip
    for row in rows:
        for key in kinds.get(row["session__group__kind"], ()):
            yield key, row


def _together(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {
        "times": one["times"] + other["times"],
        "first": min(one["first"], other["first"]),
        "last": max(one["last"], other["last"]),
        "by": sorted({*one["by"], *other["by"]} - {None}),
    }


def _topic_line(label: str, row: dict[str, Any] | None) -> TopicLine:
    if row is None:
        return TopicLine(label)
    first, last = timezone.localdate(row["first"]), timezone.localdate(row["last"])
    return TopicLine(label, row["times"], first, last, tuple(name for name in row["by"] if name))


def _mean(numbers: Sequence[float]) -> float | None:
    return sum(numbers) / len(numbers) if numbers else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
