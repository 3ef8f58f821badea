"""The timeline of a case, newest first: of everything that is told about it, no more than one page is read."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
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
from families.timeline.lines import COLUMNS, SEARCHED, below

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
    lines = Lines(case, user, kind)
    rows = lines.below(before, most + 1)
    entries = tuple(lines.entry(one) for one in rows[:most])
    return TimelinePage(entries, written(rows[most - 1]) if len(rows) > most else "")


class Lines:
    """The lines of one case as one reader may see them, in the order of their pages."""

    def __init__(self, case: Case, user: User, kind: str = "", *, full: bool = False) -> None:
        """``full``: fetch the whole text of each line as well, as its last column."""
        children = named_children(case)
        names = {str(child.person_id): name for child, name in children}
        self.kind, self.full = kind, full
        self.pregnancy = case.pregnancy or (case.child.pregnancy if case.child else None)
        self.sources = timeline_sources()
        self.asked = Asked(
            case=case.pk,
            pregnancy=_pregnancy(case),
            children=[child.pk for child, _name in children],
            people=[case.client_id, *(child.person_id for child, _name in children)],
            user=user.pk,
        )
        self.telling = Telling(
            case=case,
            user=user,
            children={str(child.pk): name for child, name in children},
            people=names | {str(case.client_id): case.client.full_name},
        )

    def below(self, before: str, limit: int) -> list[tuple[Any, ...]]:
        """The rows after the mark ``before``, the newest first; from the newest where it is no mark."""
        if not any(self.kind in ("", KEY, *one.kinds) for one in self.sources):
            return []
        at, source, row = _mark(before) or _THE_END
        query = _query(self.sources, self.kind, limit, self.full)
        return query(**asdict(self.asked), at=at, source=source, row=row)

    def at(self, mark: str) -> tuple[Any, ...] | None:
        """The row that a mark names; None where there is none that this reader may see."""
        named = _mark(mark)
        if named is None or not 0 <= named[1] < len(self.sources):
            return None
        _at, source, row = named
        return _columns(self.sources[source].rows(self.asked), source, self.full).filter(line_id=row).first()

    def entry(self, row: tuple[Any, ...]) -> TimelineEntry:
        """A row in words."""
        at, source, _row, kind, key, told, *_full = row
        found = self.sources[source].words(Line(at, kind, key, told), self.telling)
        days = _gestation_on(timezone.localdate(found.at), self.pregnancy) if self.pregnancy else None
        return replace(found, mark=written(row), gestation_days=days)


@cache
def _query(sources: Sequence[TimelineSource], kind: str, limit: int, full: bool) -> Prepared[tuple[Any, ...]]:
    def build(
        case: UUID, pregnancy: UUID, children: list[UUID], people: list[UUID], user: UUID,
        at: datetime, source: int, row: UUID,
    ) -> QuerySet:  # fmt: skip
        asked = Asked(case, pregnancy, children, people, user)
        branches = [
            _newest(_columns(_of_kind(one.rows(asked), kind), number, full).filter(below(at, source, row)), limit)
            for number, one in enumerate(sources)
            if kind in ("", KEY, *one.kinds)
        ]
        return _newest(branches[0].union(*branches[1:], all=True), limit) if branches[1:] else branches[0]

    return Prepared(build)


def _of_kind(rows: QuerySet, kind: str) -> QuerySet:
    if kind == KEY:
        return rows.filter(line_key=True)
    return rows.filter(line_kind=kind) if kind else rows


def _columns(rows: QuerySet, number: int, full: bool) -> QuerySet:
    numbered = rows.annotate(line_source=Value(number, output_field=IntegerField()))
    return numbered.values_list(*(SEARCHED if full else COLUMNS))


def _newest(rows: QuerySet, limit: int) -> QuerySet:
    return rows.order_by("-line_at", "-line_source", "-line_id")[:limit]


def _gestation_on(day: date, pregnancy: Pregnancy) -> int | None:
    if pregnancy.due_date is None or (pregnancy.ended_on and day >= pregnancy.ended_on):
        return None
    days = gestation_days_on(day, pregnancy.due_date)
    return days if 0 <= days <= LONGEST_PREGNANCY else None


def _pregnancy(case: Case) -> UUID:
    return case.pregnancy_id or (case.child.pregnancy_id if case.child else None) or _NOBODY


def written(row: tuple[Any, ...]) -> str:
    """The mark of a row: its moment, source and id."""
    return f"{row[0].isoformat()}_{row[1]}_{row[2].hex}"


def _mark(text: str) -> Mark | None:
    """Which line a mark names; None where ``text`` is no mark of ours."""
    parts = text.split("_")
    try:
        at = parse_datetime(parts[0])
        source, row = int(parts[1][:3]), UUID(parts[2])
    except (ValueError, IndexError):
        return None
    return (at, source, row) if at and at.tzinfo and 1900 < at.year < 9999 else None
