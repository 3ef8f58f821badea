"""What a sheet is: its columns, what its rows must satisfy, and the records that each row becomes."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from attrs import field, frozen, mutable

from families.importing.bulk import Fresh
from families.importing.cells import Reader, text
from families.importing.problems import Fault
from families.models import ServiceKind

if TYPE_CHECKING:
    from families.importing.run import Run

KEY = "row"
LIST = ";"


@frozen
class Column:
    """One column. A blank cell gives ``blank``, unless the column is ``required``.

    With ``refers_to`` the cell is the key of a row of that sheet and becomes the id of its record;
    with ``many`` it holds several, separated by semicolons.
    """

    name: str
    read: Reader = field(factory=lambda: text(200))
    required: bool = False
    blank: Any = None
    refers_to: str = ""
    many: bool = False
    about: str = ""


def refers(name: str, sheet: str, *, required: bool = True, about: str = "") -> Column:
    """A column that names a row of another sheet."""
    return Column(name, text(120), required=required, refers_to=sheet, about=about)


def refers_many(name: str, sheet: str, *, required: bool = False, about: str = "") -> Column:
    """A column that names rows of another sheet, separated by semicolons."""
    return Column(name, text(120), required=required, blank=(), refers_to=sheet, many=True, about=about)


@mutable
class Row:
    """A row as read: its number in the spreadsheet, its key, its values by column, and what it became."""

    number: int
    key: str
    digest: str
    values: dict[str, Any]
    record: UUID | None = None

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


class Sheet:
    """One kind of file. Subclasses say what its rows mean.

    ``service_kind`` is the kind of service that it belongs to. The engine calls, for each batch:
    ``look_up`` (a constant number of queries), ``faults`` for each row, ``records`` for each sound
    row and ``finish``.
    """

    name: str
    about: str
    service_kind: str = ServiceKind.CASEWORK
    columns: tuple[Column, ...]
    after: tuple[str, ...] = ()

    def columns_for(self, run: "Run") -> tuple[Column, ...]:
        """The columns, where they depend on what is loaded (a column for each domain of a tool)."""
        return self.columns

    def look_up(self, rows: list[Row], run: "Run") -> Any:
        """Fetch what checking and making the batch needs."""

    def faults(self, row: Row, facts: Any, run: "Run") -> Iterable[Fault]:
        """What is wrong with a row, beyond its single cells."""
        return ()

    def records(self, row: Row, facts: Any, run: "Run") -> list[Fresh]:
        """New, unsaved records for a row, those referred to first.

        The first one is what the row became, unless ``row.record`` is set here to another's id.
        """
        raise LookupError(self.name)

    def finish(self, rows: list[Row], facts: Any, run: "Run") -> None:
        """Change records that stood before, once the batch's own are written."""

    @property
    def file(self) -> str:
        """The name of the file."""
        return f"{self.name}.csv"


def ids(rows: Iterable[Row], column: str) -> set[UUID]:
    """The records that a column of the batch names."""
    found: set[UUID] = set()
    for row in rows:
        value = row.values[column]
        found.update(value if isinstance(value, tuple) else (value,) if value else ())
    return found


def in_order(row: Row, first: str, then: str, message: str) -> Iterable[Fault]:
    """A fault at ``then`` where its day comes before that of ``first``; blanks are in order."""
    earlier, later = row.values[first], row.values[then]
    if earlier and later and later < earlier:
        yield Fault(then, message)


def exactly_one(row: Row, names: Mapping[str, str] | tuple[str, ...], message: str) -> Iterable[Fault]:
    """A fault at the first of the columns unless exactly one of them is filled."""
    if sum(bool(row.values[name]) for name in names) != 1:
        yield Fault(next(iter(names)), message)
