"""The chronology of a case: in order of time, by page, and every version of one entry."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from accounts.models import User
from families.models import Case, ChronologyEntry, ChronologyVersion
from families.querysets.chosen import chronology_of
from families.registries import TimelineEntry

PAGE = 50
MOST_VERSIONS = 100


@dataclass(frozen=True)
class ChronologyPage:
    """``next``: where the following page begins; empty where there is none."""

    entries: tuple[ChronologyEntry, ...]
    next: str
    removed: int


@dataclass(frozen=True)
class Version:
    """The words of an entry from one saving to the next."""

    number: int
    words: ChronologyEntry | ChronologyVersion
    by: User | None
    at: datetime


def read_chronology(case: Case, *, after: str = "", removed: bool = False) -> ChronologyPage:
    """The entries that stand, or those that were taken out, the oldest event first."""
    rows = chronology_of(case).order_by("happened_on", "id")
    gone = rows.filter(removed_on__isnull=False)
    shown = gone if removed else rows.filter(removed_on=None).annotate(amended=Count("versions"))
    mark = _mark(after)
    if mark:
        shown = shown.filter(Q(happened_on__gt=mark[0]) | Q(happened_on=mark[0], id__gt=mark[1]))
    found = list(shown[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return ChronologyPage(
        entries=tuple(found[:PAGE]),
        next=f"{last.happened_on.isoformat()}_{last.pk.hex}" if last else "",
        removed=gone.count(),
    )


def read_versions(entry: ChronologyEntry) -> list[Version]:
    """What an entry said and says, the latest first; the last hundred at most."""
    earlier = list(entry.versions.select_related("written_by", "entered_by").order_by("-number")[:MOST_VERSIONS])
    latest: Any = earlier[0] if earlier else None
    now = Version(
        number=latest.number + 1 if latest else 1,
        words=entry,
        by=latest.entered_by if latest else entry.entered_by,
        at=latest.entered_at if latest else entry.entered_at,
    )
    return [now, *(Version(one.number, one, one.written_by, one.written_at) for one in earlier)]


def marks_taken(case: Case, entries: Iterable[TimelineEntry]) -> set[str]:
    """Of the lines of a timeline the marks of those that stand in the chronology already."""
    rows = {(one.kind, one.mark.rpartition("_")[2]): one.mark for one in entries}
    taken = ChronologyEntry.objects.filter(
        case=case, removed_on=None, event_row__in=[UUID(row) for _kind, row in rows]
    ).values_list("event_kind", "event_row")
    return {rows[kind, row.hex] for kind, row in taken if row and (kind, row.hex) in rows}


def _mark(text: str) -> tuple[date, UUID] | None:
    """Where a page begins; None where ``text`` is no mark of ours."""
    day, _sign, row = text.partition("_")
    try:
        return date.fromisoformat(day), UUID(row)
    except ValueError:
        return None
