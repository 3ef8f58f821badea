"""What is wrong with the files: the place and the words, up to a stated number, and all of them counted."""

from collections.abc import Iterable

from attrs import field, frozen, mutable

SHOWN = 1000


@frozen
class Problem:
    """One fault. ``row`` is the row as a spreadsheet numbers it (the heading is 1), 0 for the whole file."""

    file: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        place = ", ".join(
            part for part in (self.file, f"row {self.row}" if self.row else "", f"column {self.column}") if part
        )
        return f"{place.removesuffix(', column ')}: {self.message}"


@frozen
class Fault:
    """What is wrong with one cell of the row at hand, or with the row where ``column`` is empty."""

    column: str
    message: str


@mutable
class Problems:
    """Keeps the first ``most`` problems, counts all, and remembers the keys of the rows that have any.

    A row that refers to a faulty one is not reported again: its own fault may not be one.
    """

    most: int = SHOWN
    kept: list[Problem] = field(factory=list)
    total: int = 0
    _faulty: set[tuple[str, str]] = field(factory=set)

    def add(self, problem: Problem) -> None:
        """Count a problem, and keep it while there is room."""
        self.total += 1
        if len(self.kept) < self.most:
            self.kept.append(problem)

    def add_all(self, file: str, row: int, faults: Iterable[Fault]) -> bool:
        """Add the faults of one row; tell whether there were any."""
        before = self.total
        for fault in faults:
            self.add(Problem(file, row, fault.column, fault.message))
        return self.total > before

    def mark(self, sheet: str, key: str) -> None:
        """Remember that a row is not to be relied on."""
        self._faulty.add((sheet, key))

    def is_marked(self, sheet: str, key: str) -> bool:
        """Tell whether a row was found faulty, or rests on one that was."""
        return (sheet, key) in self._faulty
