"""Differences since a version was signed, as a reader may see them."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from attrs import frozen
from django.utils.translation import gettext as _

from accounts.models import User
from families.models import Service
from reporting import telling
from reporting.differences import LineChange, RowChange
from reporting.gate import openable_cases, readable_cases
from reporting.models import ReturnRow
from reporting.reading.rows import column_name, shown_value

SHOWN = 200
"""Rows of one line that a page lists; the number beside it is of all."""


@frozen
class ChangedRow:
    """A row that came, went or counts otherwise. ``cells``: its dates and keys, as now, or as signed if it is gone."""

    reference: str
    case_id: UUID | None
    cells: tuple[str, ...]
    before: str
    after: str


@frozen
class ChangedLine:
    """A line that would read differently now."""

    key: str
    number: str
    label: str
    signed: str
    signed_of: str
    now: str
    now_of: str
    difference: str
    count: int
    columns: tuple[str, ...]
    rows: tuple[ChangedRow, ...]
    restricted: int
    more: int


def change_views(
    changes: Iterable[LineChange], service: Service, user: User, numbers: Mapping[str, str]
) -> list[ChangedLine]:
    """Each changed line with its rows by reference; those withheld from the reader are a number."""
    return [_line(change, service, user, numbers.get(change.line.key, "")) for change in changes]


def _line(change: LineChange, service: Service, user: User, number: str) -> ChangedLine:
    some = change.rows[:SHOWN]
    readable = readable_cases(user, service, (row.case_id for row in some))
    opens = openable_cases(user, (row.case_id for row in some))
    seen = [row for row in some if row.case_id in readable]
    keys = list(dict.fromkeys(key for row in seen for key in row.detail))
    return ChangedLine(
        key=change.line.key,
        number=number,
        label=change.line.label,
        signed=telling.value(change.signed),
        signed_of=telling.of(change.signed),
        now=telling.value(change.now),
        now_of=telling.of(change.now),
        difference=telling.change(change.now, change.signed)[0],
        count=len(change.rows),
        columns=tuple(column_name(key) for key in keys),
        rows=tuple(_row(row, row.case_id if row.case_id in opens else None, keys) for row in seen),
        restricted=len(some) - len(seen),
        more=len(change.rows) - len(some),
    )


def _row(row: RowChange, opens: UUID | None, keys: Sequence[str]) -> ChangedRow:
    cells = tuple(shown_value(key, row.detail.get(key)) for key in keys)
    return ChangedRow(row.reference, opens, cells, _part(row.before), _part(row.after))


def _part(part: str) -> str:
    return str(ReturnRow.Part(part).label) if part else _("Not there")
