"""Where a genogram puts people and lines; the page draws it. Pixels, from the upper left corner.

A square is a man, a circle a woman, a diamond whoever never said, a triangle a child before birth; a cross
stands for death or loss, a dashed line encloses the household (McGoldrick, Gerson and Petry, Genograms:
Assessment and Treatment).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from families.reading.household import OfHousehold

COLUMN, ROW, SIZE, MARGIN = 104, 132, 44, 16
LABEL = 40
"""The height of the words under a symbol."""
LONGEST_NAME = 14
TOP = MARGIN + 8
MOST_PEOPLE = 24
"""More would be no drawing; the table holds everybody."""

Line = tuple[int, int, int, int]


@dataclass(frozen=True)
class Figure:
    """Somebody's symbol around its middle (``x``, ``y``)."""

    one: OfHousehold
    x: int
    y: int

    @property
    def shape(self) -> str:
        return "triangle" if self.one.unborn or self.one.lost else self.one.symbol

    @property
    def label(self) -> str:
        """The first name, or what the children of the case are called, as far as the column is wide."""
        first, name = self.one.name.split(" ")[0], self.one.name
        before_birth = self.one.unborn or self.one.lost
        if not self.one.of_case or (len(name) > LONGEST_NAME and not before_birth):
            name = first
        return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


@dataclass(frozen=True)
class Genogram:
    """``lines`` join couples and children; ``household`` are the corners of the dashed line."""

    width: int
    height: int
    figures: tuple[Figure, ...]
    lines: tuple[Line, ...]
    household: tuple[tuple[int, int], ...]
    left_out: int


def draw_genogram(people: Iterable[OfHousehold]) -> Genogram | None:
    """The drawing; None where there is nobody but one person to draw."""
    everybody = list(people)
    shown = everybody[:MOST_PEOPLE]
    if len(shown) < 2:
        return None
    rows = [row for row in (_row(shown, generation) for generation in (-1, 0, 1)) if row]
    widest = max(len(row) for row in rows)
    figures = [
        Figure(one, MARGIN + COLUMN // 2 + COLUMN * place + (widest - len(row)) * COLUMN // 2, _middle(number))
        for number, row in enumerate(rows)
        for place, one in enumerate(row)
    ]
    return Genogram(
        width=2 * MARGIN + COLUMN * widest,
        height=_middle(len(rows) - 1) + SIZE // 2 + LABEL + MARGIN + 8,
        figures=tuple(figures),
        lines=tuple(_lines(figures)),
        household=tuple(_outline([one for one in figures if one.one.at_home])),
        left_out=len(everybody) - len(shown),
    )


def _middle(row: int) -> int:
    return TOP + SIZE // 2 + row * ROW


def _row(people: list[OfHousehold], generation: int) -> list[OfHousehold]:
    """One generation from left to right: whoever lives together stands together."""
    row = [one for one in people if one.generation == generation]
    if generation != 0:
        return sorted(row, key=lambda one: (not one.at_home, not one.of_case, one.order))
    fathers, middle, others = _couple(row)
    return [*sorted(fathers, key=lambda one: one.at_home), *middle, *sorted(others, key=lambda one: not one.at_home)]


def _couple(row: list[OfHousehold]) -> tuple[list[OfHousehold], list[OfHousehold], list[OfHousehold]]:
    """The first partner, on the left; whoever the children are of; everybody else."""
    ordered = sorted(row, key=lambda one: one.order)
    mothers = [one for one in ordered if one.group == "mother"]
    partners = [one for one in ordered if one.group == "partner"]
    middle = mothers[:1] or [one for one in ordered if one.client][:1]
    first = [one for one in partners if one not in middle][:1]
    rest = [one for one in ordered if one not in middle and one not in first]
    return first, middle, rest


def _lines(figures: list[Figure]) -> Iterable[Line]:
    """Partners beside each other; the children of the case under both, other children under the one parent."""
    placed = {one.one.person: one for one in figures}
    adults = [one.one for one in figures if one.one.generation == 0]
    first, middle, rest = ([placed[one.person] for one in part] for part in _couple(adults))
    children = [one for one in figures if one.one.generation == 1]
    if not middle:
        return
    parent = middle[0]
    for partner in [*first, *(one for one in rest if one.one.group == "partner")]:
        left, right = sorted((partner, parent), key=lambda one: one.x)
        yield left.x + SIZE // 2, parent.y, right.x - SIZE // 2, parent.y
    stem = (first[0].x + parent.x) // 2 if first else parent.x
    top = parent.y if first else parent.y + SIZE // 2 + LABEL
    yield from _hang(stem, top, [one for one in children if one.one.of_case], bar=16)
    alone = [one for one in children if not one.one.of_case]
    yield from _hang(parent.x, parent.y + SIZE // 2 + LABEL, alone, bar=8)


def _hang(stem: int, top: int, children: list[Figure], *, bar: int) -> Iterable[Line]:
    """A line down from ``stem``, one across ``bar`` above the children, and one down to each."""
    if not children:
        return
    across = children[0].y - SIZE // 2 - bar
    yield stem, top, stem, across
    ends = [stem, *(one.x for one in children)]
    if min(ends) != max(ends):
        yield min(ends), across, max(ends), across
    for child in children:
        yield child.x, across, child.x, child.y - SIZE // 2


def _outline(home: list[Figure]) -> Iterable[tuple[int, int]]:
    """Down the right side of those at home and up the left; nothing around somebody who lives alone."""
    if len(home) < 2:
        return
    rows = sorted({one.y for one in home})
    tops = [rows[0] - SIZE // 2 - 10, *(y + SIZE // 2 + LABEL for y in rows)]
    edges = [
        (top, bottom, [one.x for one in home if one.y == y])
        for top, bottom, y in zip(tops, tops[1:], rows, strict=False)
    ]
    for top, bottom, across in edges:
        right = max(across) + COLUMN // 2 - 2
        yield from ((right, top), (right, bottom))
    for top, bottom, across in reversed(edges):
        left = min(across) - COLUMN // 2 + 2
        yield from ((left, bottom), (left, top))
