"""A cohort by outcome and by what went before: cells that add up, some of them perhaps unknown."""

from collections.abc import Iterator, Mapping

from attrs import evolve, frozen

SUMS: tuple[tuple[str, str, str], ...] = (
    ("size", "happened", "otherwise"),
    ("happened", "with_happened", "without_happened"),
    ("otherwise", "with_otherwise", "without_otherwise"),
    ("with_all", "with_happened", "with_otherwise"),
    ("without_all", "without_happened", "without_otherwise"),
    ("size", "with_all", "without_all"),
)
"""Each first is the sum of the other two."""

NAMES = (
    "size", "happened", "otherwise", "with_all", "without_all", "with_happened", "with_otherwise",
    "without_happened", "without_otherwise",
)  # fmt: skip


class CellsDoNotAddUp(ValueError):
    """``cell`` would have to hold ``number`` of ``of``: more than there are, or fewer than none."""

    def __init__(self, cell: str, number: int, of: int) -> None:
        self.cell, self.number, self.of = cell, number, of
        super().__init__(f"{cell} cannot be: {number} of {of}.")


@frozen(kw_only=True)
class Cells:
    """Counts of one cohort; None is unknown. ``with`` and ``without`` is what went before (an earlier removal)."""

    size: int | None = None
    happened: int | None = None
    otherwise: int | None = None
    with_all: int | None = None
    without_all: int | None = None
    with_happened: int | None = None
    with_otherwise: int | None = None
    without_happened: int | None = None
    without_otherwise: int | None = None

    @property
    def counts(self) -> Mapping[str, int | None]:
        """Every cell by name."""
        return {name: getattr(self, name) for name in NAMES}


def completed(cells: Cells) -> Cells:
    """The cells with all that follows from those given; what does not follow stays unknown.

    Raises :class:`CellsDoNotAddUp` for a table that no cohort can have.
    """
    found = dict(cells.counts)
    for name, value in found.items():
        if value is not None and value < 0:
            raise CellsDoNotAddUp(name, value, 0)
    while (step := next(_following(found), None)) is not None:
        found[step[0]] = step[1]
    for whole, one, other in SUMS:
        _check_sum(found, whole, one, other)
    return evolve(cells, **found)


def _following(found: Mapping[str, int | None]) -> Iterator[tuple[str, int]]:
    """What is unknown and follows from two others."""
    for whole, one, other in SUMS:
        total, left, right = found[whole], found[one], found[other]
        if total is None and left is not None and right is not None:
            yield whole, left + right
        for part, beside, name in ((left, right, one), (right, left, other)):
            if total is not None and beside is not None and part is None:
                if beside > total:
                    raise CellsDoNotAddUp(other if name == one else one, beside, total)
                yield name, total - beside


def _check_sum(found: Mapping[str, int | None], whole: str, one: str, other: str) -> None:
    """No part exceeds its whole, and known parts make it up."""
    total = found[whole]
    if total is None:
        return
    parts = [(name, found[name]) for name in (one, other)]
    for name, part in parts:
        if part is not None and part > total:
            raise CellsDoNotAddUp(name, part, total)
    known = [part for _name, part in parts if part is not None]
    if len(known) == len(parts) and sum(known) != total:
        raise CellsDoNotAddUp(whole, sum(known), total)
