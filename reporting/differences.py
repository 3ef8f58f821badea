"""What would read differently now: line by line, and the rows that came, went or count otherwise."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from attrs import field, frozen

from reporting.counting import Row, rows_of
from reporting.drafts import figures_now
from reporting.figures import Figure
from reporting.indicators.registry import BY_KEY, lines_of
from reporting.models import ReturnLine, ReturnRow, ReturnVersion
from reporting.scope import Scope


@frozen
class ShownLine:
    """A figure as it stood on a page: what is compared when somebody signs."""

    key: str
    value: str
    of: str
    mark: str


@frozen
class MovedLine:
    """A line of a draft that is no longer what was shown."""

    key: str
    label: str
    shown: ShownLine | None
    now: Figure | None


@frozen
class RowChange:
    """A row that is new, gone, or counted in another way. ``before`` and ``after`` are parts, empty for neither."""

    reference: str
    object_type: str
    case_id: UUID | None
    before: str
    after: str
    detail: Mapping[str, Any] = field(hash=False)


@frozen
class LineChange:
    """A line that would read differently, with the rows behind the difference."""

    line: ReturnLine
    signed: Figure
    now: Figure | None
    rows: tuple[RowChange, ...]


def shown_lines(figures: Mapping[str, Figure]) -> dict[str, list[str]]:
    """Every figure in short, to travel with the form that signs."""
    return {key: [figure.value, _of(figure), figure.mark] for key, figure in figures.items()}


def moved_lines(
    shown: Mapping[str, list[str]], now: Mapping[str, Figure], labels: Mapping[str, str]
) -> list[MovedLine]:
    """The lines whose figure or rows are not what was shown."""
    found = []
    for key in dict.fromkeys([*now, *shown]):
        before = ShownLine(key, *shown[key]) if key in shown else None
        if before is None or key not in now or before.mark != now[key].mark or before.value != now[key].value:
            found.append(MovedLine(key, labels.get(key, key), before, now.get(key)))
    return found


def changes_since(version: ReturnVersion, scope: Scope) -> list[LineChange]:
    """The lines of a signed version that would read differently now. Rows are read for these lines only."""
    now, known = figures_now(scope), {**BY_KEY, **lines_of(scope.definition)}
    found = []
    for line in version.lines.all():
        figure = now.get(line.key)
        if figure is not None and figure.mark == line.mark and figure.value == line.value:
            continue
        fresh = rows_of(scope, known[line.key]) if figure is not None else []
        found.append(LineChange(line, Figure(**line.figure), figure, tuple(_row_changes(line.rows.all(), fresh))))
    return found


def _row_changes(kept: Iterable[ReturnRow], fresh: Iterable[Row]) -> list[RowChange]:
    before = {str(row.object_id): row for row in kept}
    after = {str(row.object_id): row for row in fresh}
    found = []
    for key in before.keys() | after.keys():
        old, new = before.get(key), after.get(key)
        if old and new and _counts_the_same(old, new):
            continue
        one: Any = new or old
        found.append(
            RowChange(
                one.reference,
                one.object_type,
                one.case_id,
                old.part if old else "",
                new.part if new else "",
                one.detail,
            )
        )
    return sorted(found, key=lambda change: (change.reference, change.before, change.after))


def _counts_the_same(old: ReturnRow, new: Row) -> bool:
    return (str(old.object_id), old.part, old.band, old.weight) == new.identity


def _of(figure: Figure) -> str:
    return "" if figure.denominator is None else f"{figure.numerator}/{figure.denominator}"
