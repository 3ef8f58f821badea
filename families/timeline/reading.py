"""The timeline of a case, newest first: of everything that is told about it, no more than one page is read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import IntegerField, QuerySet, Value
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.models import User
from activity.prepared import Prepared
from families.gestation import LONGEST_PREGNANCY, gestation_days_on
from families.models import Case, Pregnancy
from families.reading.people import named_children
from families.registries import Asked, Line, Telling, TimelineEntry, TimelineSource, timeline_sources
from families.timeline.lines import COLUMNS, below

KEY = "key"
"""The choice of key events, whatever their kind."""
_NOBODY = UUID(int=0)
_THE_END = (datetime(9999, 1, 1, tzinfo=UTC), 0, _NOBODY)

Mark = tuple[datetime, int, UUID]


@dataclass(frozen=True)
class TimelinePage:
    """Entries, and where the next page begins; empty where there is none."""

    entries: tuple[TimelineEntry, ...]
    older: str


def read_timeline(case: Case, user: User, *, most: int = 50, kind: str = "", before: str = "") -> TimelinePage:
    """The newest entries of a case that ``user`` may see, ``most`` at most; ``before`` as a page's ``older`` said.

    ``kind`` is that of the entries, or ``KEY``. One query, whatever the number of sources and rows, and
    another where the children of the case were not fetched with it.
    """
    sources = timeline_sources()
    if not any(kind in ("", KEY, *one.kinds) for one in sources):
        return TimelinePage((), "")
    children = named_children(case)
    at, source, row = _mark(before)
    rows = _query(sources, kind, most + 1)(
        case=case.pk,
        pregnancy=_pregnancy(case),
        children=[child.pk for child, _name in children],
        people=[case.client_id, *(child.person_id for child, _name in children)],
        user=user.pk,
        at=at,
        source=source,
        row=row,
    )
    telling = Telling(
        case=case,
        user=user,
        children={str(child.pk): name for child, name in children},
        people={str(child.person_id): name for child, name in children} | {str(case.client_id): case.client.full_name},
    )
    pregnancy = case.pregnancy or (case.child.pregnancy if case.child else None)
    entries = tuple(_dated(_entry(sources, one, telling), pregnancy) for one in rows[:most])
    return TimelinePage(entries, _written(rows[most - 1]) if len(rows) > most else "")


@cache
def _query(sources: Sequence[TimelineSource], kind: str, limit: int) -> Prepared[tuple[Any, ...]]:
    def build(
        case: UUID, pregnancy: UUID, children: list[UUID], people: list[UUID], user: UUID,
        at: datetime, source: int, row: UUID,
    ) -> QuerySet:  # fmt: skip
        asked = Asked(case, pregnancy, children, people, user)
        branches = [
            _newest(_of_kind(one.rows(asked), kind, number).filter(below(at, source, row)), limit)
            for number, one in enumerate(sources)
            if kind in ("", KEY, *one.kinds)
        ]
        return _newest(branches[0].union(*branches[1:], all=True), limit) if branches[1:] else branches[0]

    return Prepared(build)


def _of_kind(rows: QuerySet, kind: str, number: int) -> QuerySet:
    numbered = rows.annotate(line_source=Value(number, output_field=IntegerField()))
    if kind == KEY:
        numbered = numbered.filter(line_key=True)
    elif kind:
        numbered = numbered.filter(line_kind=kind)
    return numbered.values_list(*COLUMNS)


def _newest(rows: QuerySet, limit: int) -> QuerySet:
    return rows.order_by("-line_at", "-line_source", "-line_id")[:limit]


def _entry(sources: Sequence[TimelineSource], row: tuple[Any, ...], telling: Telling) -> TimelineEntry:
    at, source, _row, kind, key, told = row
    return sources[source].words(Line(at, kind, key, told), telling)


def _dated(entry: TimelineEntry, pregnancy: Pregnancy | None) -> TimelineEntry:
    """The entry with the gestation of its day, while the pregnancy went on."""
    if pregnancy is None:
        return entry
    return replace(entry, gestation_days=_gestation_on(timezone.localdate(entry.at), pregnancy))


def _gestation_on(day: date, pregnancy: Pregnancy) -> int | None:
    if pregnancy.due_date is None or (pregnancy.ended_on and day >= pregnancy.ended_on):
        return None
    days = gestation_days_on(day, pregnancy.due_date)
    return days if 0 <= days <= LONGEST_PREGNANCY else None


def _pregnancy(case: Case) -> UUID:
    return case.pregnancy_id or (case.child.pregnancy_id if case.child else None) or _NOBODY


def _written(row: tuple[Any, ...]) -> str:
    return f"{row[0].isoformat()}_{row[1]}_{row[2].hex}"


def _mark(text: str) -> Mark:
    """Where a page begins; at the newest entry where ``text`` is no mark of ours."""
    parts = text.split("_")
    try:
        at = parse_datetime(parts[0])
        source, row = int(parts[1][:3]), UUID(parts[2])
    except (ValueError, IndexError):
        return _THE_END
    return (at, source, row) if at and at.tzinfo and 1900 < at.year < 9999 else _THE_END
