"""Which numbers a return prints, and which sums a reader knows to hold between them.

The sums are facts of the definitions, which each line states itself: parts of a whole, one figure that stands in two
lines, events of a period that is made of others, families of a year that are no fewer than those of its quarters. A
fact is used where the numbers bear it out; where two lines differ by what is not known, a reader who took them for
equal would be wrong.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations

from attrs import field, frozen

from reporting.figures import Figure
from reporting.indicators.annexes import PREFIX
from reporting.indicators.base import CLIENTS, Kind, Sums
from reporting.indicators.registry import every
from reporting.publishing.system import System

N, OF, UNKNOWN = "n", "of", "unknown"


def _full(key: str, name: str) -> str:
    """A number of a line, by the line's key, where it is named as its own."""
    return f"{key}:{name}" if name in (N, OF, UNKNOWN) else name


def _sums(given: Iterable[tuple[str, Sums]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (_full(key, whole), tuple(_full(key, part) for part in parts)) for key, sums in given for whole, parts in sums
    )


_LINES = list(every())
SAME = {_full(one.key, name): other for one in _LINES for name, other in one.known.same.items()}
SOME = _sums((one.key, one.known.some) for one in _LINES)
EVERY = _sums((one.key, one.known.every) for one in _LINES)
EVENTS = tuple(_full(one.key, name) for one in _LINES for name in one.known.events)
ONCE = (CLIENTS, *(_full(one.key, name) for one in _LINES for name in one.known.once))
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
        return f"{self.first}..{self.last}|{name}{self.marks.get(name, '')}"


def counts_of(figures: Mapping[str, Figure]) -> dict[str, int]:
    """The counts that are printed for figures: n, N, unknowns, bands."""
    found: dict[str, int] = {}
    for key, figure in figures.items():
        if key.startswith(PREFIX):
            found[CLIENTS] = figure.numerator or 0
        elif figure.numerator is not None:
            found[f"{key}:{N}"] = figure.numerator
        if figure.denominator is not None and figure.kind != Kind.MEDIAN:
            found[f"{key}:{OF}"] = figure.denominator
        if figure.unknown:
            found[f"{key}:{UNKNOWN}"] = figure.unknown
        found |= {f"{key}:{band}": number for band, number in figure.bands.items()}
    return found


def bands_of(counts: Iterable[str], key: str) -> list[str]:
    """The names of the bands of a figure among counts."""
    return [one for one in counts if one.startswith(f"{key}:") and one.rsplit(":", 1)[1] not in (N, OF, UNKNOWN)]


def system_of(tables: Iterable[Told]) -> System:
    """Everything that hangs together, of all periods."""
    system = System()
    told = list({frozenset(map(table.named, table.counts)): table for table in tables}.values())
    for table in told:
        for name, value in table.counts.items():
            system.cell(table.named(name), value)
    for table in told:
        _within(system, table)
    facts = _facts(told)
    for name in EVENTS:
        _over_time(system, [table for table in told if name in table.counts], name, facts)
    for short, long in combinations(sorted(told, key=lambda one: one.last - one.first), 2):
        if short != long and long.first <= short.first and short.last <= long.last:
            for name in ONCE:
                _no_fewer(system, short, long, name)
    for long, parts in facts:
        _no_more(system, long, parts)
    for table in told:
        _carried_over(system, table, told)
    return system


def _within(system: System, table: Told) -> None:
    counts = table.counts
    for key in {name.rsplit(":", 1)[0] for name in counts if ":" in name}:
        n, of = f"{key}:{N}", f"{key}:{OF}"
        if n in counts and of in counts:
            _parts(system, table, of, (n,))
        bands = bands_of(counts, key)
        whole = CLIENTS if key.startswith(PREFIX) else n
        if bands and whole in counts:
            _all_parts(system, table, whole, bands)
    for whole, parts in EVERY:
        if whole in counts and all(part in counts for part in parts):
            _all_parts(system, table, whole, parts)
    for whole, parts in SOME:
        if whole in counts and all(part in counts or part.endswith(UNKNOWN) for part in parts):
            _parts(system, table, whole, [part for part in parts if part in counts])


def _parts(system: System, table: Told, whole: str, parts: Iterable[str]) -> None:
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


Fact = tuple[Told, list[Told]]


def _facts(told: list[Told]) -> list[Fact]:
    """Every period that others fill end to end, with them; what follows from shorter ones is left out."""
    chains = [(long, chain) for long in told for chain in _chains(long, _inside(long, told))]
    found: list[Fact] = []
    basis: list[dict[int, Fraction]] = []
    for long, chain in sorted(chains, key=lambda one: len(one[1])):
        row = {id(long): Fraction(1)}
        for one in chain:
            row[id(one)] = row.get(id(one), Fraction(0)) - 1
        if _is_new(row, basis):
            found.append((long, chain))
    return found


def _is_new(row: dict[int, Fraction], basis: list[dict[int, Fraction]]) -> bool:
    """Whether a fact does not follow from those before; it is put to them if so."""
    left = dict(row)
    for one in basis:
        lead = next(iter(one))
        if factor := left.get(lead):
            for name, number in one.items():
                left[name] = left.get(name, Fraction(0)) - factor * number / one[lead]
    left = {name: number for name, number in left.items() if number}
    if left:
        basis.append(left)
    return bool(left)


def _inside(long: Told, told: Iterable[Told]) -> list[Told]:
    return [one for one in told if one != long and long.first <= one.first and one.last <= long.last
            and (one.first, one.last) != (long.first, long.last)]  # fmt: skip


def _over_time(system: System, tables: list[Told], name: str, facts: Iterable[Fact]) -> None:
    """A period that others fill without a gap is their sum; two of which one is in the other differ by a piece."""
    filled = set()
    for long, chain in facts:
        if name in long.counts and all(name in one.counts for one in chain):
            with suppress(ValueError):
                system.add((long.named(name), 1), *((one.named(name), -1) for one in chain))
                filled |= {(id(long), id(one)) for one in chain}
    for long in tables:
        for one in _inside(long, tables):
            left = long.counts[name] - one.counts[name]
            if left >= 0 and (id(long), id(one)) not in filled:
                rest = system.cell(f"{long.named(name)} without {one.named(name)}", left)
                system.add((long.named(name), 1), (one.named(name), -1), (rest, -1))
        _left_over(system, long, _longest(_inside(long, tables)), name)


def _left_over(system: System, long: Told, parts: list[Told], name: str) -> None:
    """What is left of a period when all that was told within it is taken away; nobody prints it."""
    left = long.counts[name] - sum(one.counts[name] for one in parts)
    if len(parts) > 1 and left >= 0 and sum(map(_days, parts)) < _days(long):
        rest = system.cell(f"{long.named(name)} without {', '.join(one.named(name) for one in parts)}", left)
        system.add((long.named(name), 1), *((one.named(name), -1) for one in parts), (rest, -1))


def _longest(tables: list[Told]) -> list[Told]:
    """The tables that lie in none of the others; of the same days, what was told last."""
    latest = {(one.first, one.last): one for one in tables}.values()
    return [one for one in latest if not any(one in _inside(other, latest) for other in latest)]


def _days(one: Told) -> int:
    return (one.last - one.first).days + 1


def _chains(long: Told, inside: list[Told]) -> list[list[Told]]:
    """Every way to fill a period with others, end to end."""
    found: list[list[Told]] = []

    def go_on(day: date, sofar: list[Told]) -> None:
        if day > long.last:
            found.append(sofar)
            return
        for one in inside:
            if one.first == day:
                go_on(one.last + timedelta(days=1), [*sofar, one])

    go_on(long.first, [])
    return found


def _no_fewer(system: System, short: Told, long: Told, name: str) -> None:
    if name in short.counts and name in long.counts and long.counts[name] >= short.counts[name]:
        more = long.counts[name] - short.counts[name]
        rest = system.cell(f"{long.named(name)} not in {short.named(name)}", more)
        system.add((long.named(name), 1), (short.named(name), -1), (rest, -1))


def _no_more(system: System, long: Told, parts: list[Told]) -> None:
    for name in ONCE:
        if name not in long.counts or any(name not in one.counts for one in parts):
            continue
        twice = sum(one.counts[name] for one in parts) - long.counts[name]
        if twice >= 0:
            rest = system.cell(f"{long.named(name)} twice in {', '.join(one.named(name) for one in parts)}", twice)
            system.add((long.named(name), 1), (rest, 1), *((one.named(name), -1) for one in parts))


def _carried_over(system: System, table: Told, told: Iterable[Told]) -> None:
    """Cases open at the end are those open at the end of the period before, and opened, less closed."""
    for names in CARRIED:
        if not all(name in table.counts for name in names):
            continue
        at_end, opened, closed = (table.named(name) for name in names)
        for before in told:
            if before.last + timedelta(days=1) == table.first and names[0] in before.counts:
                with suppress(ValueError):
                    system.add((at_end, 1), (before.named(names[0]), -1), (opened, -1), (closed, 1))
