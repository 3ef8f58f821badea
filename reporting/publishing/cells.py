"""Which numbers a return prints, and which sums a reader knows to hold between them.

The sums are facts of the definitions, which each line states itself: parts of a whole, one figure that stands in two
lines, events of a period that is made of others, families of a year that are no fewer than those of its quarters. A
fact is used where the numbers bear it out; where two lines differ by what is not known, a reader who took them for
equal would be wrong.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date

from attrs import field, frozen

from reporting.figures import Figure
from reporting.indicators.annexes import PREFIX
from reporting.indicators.base import CLIENTS, Kind, Sums
from reporting.indicators.registry import every
from reporting.publishing.system import System

N, OF, UNKNOWN, BANDS = "n", "of", "unknown", "bands"


def _full(key: str, name: str) -> str:
    """A number of a line, by the line's key, where it is named as its own."""
    return f"{key}:{name}" if name in (N, OF, UNKNOWN) else name


def _sums(given: Iterable[tuple[str, Sums]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (_full(key, whole), tuple(_full(key, part) for part in parts)) for key, sums in given for whole, parts in sums
    )


def _events() -> Iterable[str]:
    """What happens on a day, what is not known of it, and its bands."""
    for one in _LINES:
        names = [*one.known.events, *([UNKNOWN] if one.known.events else [])]
        yield from (_full(one.key, name) for name in names if name != BANDS)
        if BANDS in names:
            yield from (f"{one.key}:{band}" for band in one.bands)


_LINES = list(every())
SAME = {_full(one.key, name): other for one in _LINES for name, other in one.known.same.items()}
SOME = _sums((one.key, one.known.some) for one in _LINES)
EVERY = _sums((one.key, one.known.every) for one in _LINES)
TOGETHER = _sums((one.key, one.known.together) for one in _LINES)
EVENTS = tuple(dict.fromkeys(_events()))
ONCE = (CLIENTS, *(_full(one.key, name) for one in _LINES for name in one.known.once))
AT_END = frozenset(_full(one.key, name) for one in _LINES for name in one.known.at_end)
CARRIED = tuple((_full(one.key, N), *one.known.carried) for one in _LINES if one.known.carried)


@frozen
class Told:
    """What one file prints about one period: counts by name, such as ``cases_opened:n``.

    ``marks`` tell the cells apart whose number differs from what an earlier version told for the same days.
    """

    first: date
    last: date
    counts: Mapping[str, int]
    marks: Mapping[str, str] = field(factory=dict)

    def named(self, name: str) -> str:
        """The cell of that count of this period; two names of one number are one cell."""
        while (other := SAME.get(name)) in self.counts and self.counts[other] == self.counts[name]:  # type: ignore[index]
            name = str(other)
        days = f"..{self.last}" if name in AT_END else f"{self.first}..{self.last}"
        return f"{days}|{name}{self.marks.get(name, '')}"


def counts_of(figures: Mapping[str, Figure]) -> dict[str, int]:
    """The counts that are printed for figures: n, N, unknowns (none is 0), bands."""
    found: dict[str, int] = {}
    for key, figure in figures.items():
        if key.startswith(PREFIX):
            found[CLIENTS] = figure.numerator or 0
        elif figure.numerator is not None:
            found[f"{key}:{N}"] = figure.numerator
        if figure.denominator is not None and figure.kind != Kind.MEDIAN:
            found[f"{key}:{OF}"] = figure.denominator
        if not key.startswith(PREFIX):
            found[f"{key}:{UNKNOWN}"] = figure.unknown
        found |= {f"{key}:{band}": number for band, number in figure.bands.items()}
    return found


def bands_of(counts: Iterable[str], key: str) -> list[str]:
    """The names of the bands of a figure among counts."""
    return [one for one in counts if one.startswith(f"{key}:") and one.rsplit(":", 1)[1] not in (N, OF, UNKNOWN)]


def within(system: System, table: Told) -> None:
    """What holds between the numbers of one table."""
    counts = table.counts
    for key in {name.rsplit(":", 1)[0] for name in counts if ":" in name}:
        n, of = f"{key}:{N}", f"{key}:{OF}"
        if n in counts and of in counts:
            parts_of(system, table, of, (n,))
        bands = bands_of(counts, key)
        whole = CLIENTS if key.startswith(PREFIX) else n
        if bands and whole in counts and table.named(whole) not in map(table.named, bands):
            _all_parts(system, table, whole, bands)
    for whole, parts in EVERY:
        if whole in counts and all(part in counts for part in parts):
            _all_parts(system, table, whole, parts)
    for whole, parts in SOME:
        if whole in counts and all(part in counts or part.endswith(UNKNOWN) for part in parts):
            parts_of(system, table, whole, [part for part in parts if part in counts])
    for part, wholes in TOGETHER:
        if part in counts and all(whole in counts for whole in wholes):
            _together(system, table, part, wholes)


def parts_of(system: System, table: Told, whole: str, parts: Iterable[str]) -> None:
    """Parts of a whole, with what is left over. No fact where the parts are more than the whole."""
    listed = list(parts)
    left = table.counts[whole] - sum(table.counts[part] for part in listed)
    if left < 0:
        return
    rest = system.cell(f"{table.named(whole)} less {', '.join(listed)}", left)
    system.add((table.named(whole), 1), *((table.named(part), -1) for part in listed), (rest, -1))


def _all_parts(system: System, table: Told, whole: str, parts: Iterable[str]) -> None:
    """Parts of a whole of which nothing is left over, as everybody knows."""
    with suppress(ValueError):
        system.add((table.named(whole), 1), *((table.named(part), -1) for part in parts))


def _together(system: System, table: Told, part: str, wholes: Iterable[str]) -> None:
    """A number that is no more than some others added up, with how many more they are."""
    listed = list(wholes)
    more = sum(table.counts[whole] for whole in listed) - table.counts[part]
    if more >= 0:
        rest = system.cell(f"{' and '.join(map(table.named, listed))} beyond {part}", more)
        system.add((table.named(part), 1), (rest, 1), *((table.named(whole), -1) for whole in listed))
