"""What a reader knows to hold between the numbers of several periods, and between several tables of one."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from fractions import Fraction
from itertools import combinations, islice

from reporting.indicators.annexes import PREFIX
from reporting.publishing.cells import CARRIED, EVENTS, ONCE, Told, within
from reporting.publishing.protecting import SMALLEST, is_small
from reporting.publishing.system import System

MOST_PIECES = 400
"""How many ways to take released periods out of another are followed for one number."""


def system_of(tables: Iterable[Told]) -> System:
    """Everything that hangs together, of all periods."""
    system = System()
    told = list({frozenset(map(table.named, table.counts)): table for table in tables}.values())
    for table in told:
        for name, value in table.counts.items():
            system.cell(table.named(name), value)
    for table in told:
        within(system, table)
    filled = _Filled(told)
    for name in EVENTS:
        _over_time(system, filled.tables(name), name, _independent(filled.borne_out(name)))
    once = _once(told)
    for short, long in combinations(sorted(told, key=lambda one: one.last - one.first), 2):
        if short != long and long.first <= short.first and short.last <= long.last:
            for name in once:
                _no_fewer(system, short, long, name)
    for name in once:
        for long, parts in filled.facts(name):
            _no_more(system, long, parts, name)
    for table in told:
        _carried_over(system, table, told)
    return system


def _once(told: Iterable[Told]) -> tuple[str, ...]:
    """What is counted once in a period: lines that say so, and the bands of the annexes, which count people."""
    bands = {name for table in told for name in table.counts if name.startswith(PREFIX)}
    return (*ONCE, *sorted(bands))


Fact = tuple[Told, list[Told]]


class _Filled:
    """Periods that others fill end to end, with them, among the tables that tell a name: mostly the same ones."""

    def __init__(self, told: list[Told]) -> None:
        self._told = told
        self._known: dict[tuple[int, ...], list[Fact]] = {}

    def tables(self, name: str) -> list[Told]:
        return [table for table in self._told if name in table.counts]

    def facts(self, name: str) -> list[Fact]:
        tables = self.tables(name)
        key = tuple(map(id, tables))
        if key not in self._known:
            self._known[key] = [(long, chain) for long in tables for chain in _chains(long, _inside(long, tables))]
        return self._known[key]

    def borne_out(self, name: str) -> Iterator[Fact]:
        """Of these, those whose numbers of that name add up; where they do not, the ways through what lies deeper.

        A half-year that was released before its first quarter was sent again adds up with nothing; its quarters do.
        """
        within: dict[int, list[list[Told]]] = {}
        for long, chain in self.facts(name):
            within.setdefault(id(long), []).append(chain)
        for long, chain in self.facts(name):
            ways = _deeper(chain, within) if long.counts[name] != _sum(chain, name) else iter([chain])
            yield from ((long, way) for way in ways if long.counts[name] == _sum(way, name))


def _deeper(chain: list[Told], within: dict[int, list[list[Told]]]) -> Iterator[list[Told]]:
    """The ways in which some of a chain are replaced by what fills them, the first few hundred."""

    def ways(one: Told) -> Iterator[list[Told]]:
        yield [one]
        for filling in within.get(id(one), ()):
            yield from _deeper(filling, within)

    def go_on(at: int) -> Iterator[list[Told]]:
        if at == len(chain):
            yield []
            return
        for way in ways(chain[at]):
            for rest in go_on(at + 1):
                yield [*way, *rest]

    return islice(go_on(0), MOST_PIECES)


def _sum(tables: Iterable[Told], name: str) -> int:
    return sum(one.counts[name] for one in tables)


def _independent(chains: Iterable[Fact]) -> list[Fact]:
    """Periods that others fill end to end, with them; what follows from shorter ones is left out."""
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
        _pieces(system, long, _inside(long, tables), name)


def _left_over(system: System, long: Told, parts: list[Told], name: str) -> None:
    """What is left of a period when all that was told within it is taken away; nobody prints it."""
    left = long.counts[name] - sum(one.counts[name] for one in parts)
    if len(parts) > 1 and left >= 0 and sum(map(_days, parts)) < _days(long):
        rest = system.cell(f"{long.named(name)} without {', '.join(one.named(name) for one in parts)}", left)
        system.add((long.named(name), 1), *((one.named(name), -1) for one in parts), (rest, -1))


def _pieces(system: System, long: Told, inside: list[Told], name: str) -> None:
    """What is left of a period when some of those told within it are taken away, wherever that is small.

    Only numbers that may be printed are taken away: small ones are held back anyway, and are part of what is left.
    """
    if is_small(long.counts[name]):
        return
    usable = [one for one in inside if not is_small(one.counts[name])]
    for some in _apart(usable, long.counts[name], name):
        left = long.counts[name] - sum(one.counts[name] for one in some)
        piece = f"{long.named(name)} without {', '.join(one.named(name) for one in some)}"
        if len(some) > 1 and is_small(left) and piece not in system.values:
            system.cell(piece, left)
            system.add((long.named(name), 1), *((one.named(name), -1) for one in some), (piece, -1))


def _apart(tables: list[Told], whole: int, name: str) -> Iterator[list[Told]]:
    """Sets of tables that share no day and are all of ``whole`` but a small number, the first few hundred."""
    ordered = sorted(tables, key=lambda one: (one.first, one.last))
    starts = [one.first for one in ordered]
    after = [bisect_left(starts, one.last + timedelta(days=1)) for one in ordered]
    most = [0] * (len(ordered) + 1)
    for at in reversed(range(len(ordered))):
        most[at] = max(most[at + 1], ordered[at].counts[name] + most[after[at]])

    def go_on(at: int, left: int, taken: list[Told]) -> Iterator[list[Told]]:
        if left < 0 or left - most[at] >= SMALLEST:
            return
        if at == len(ordered):
            yield taken
            return
        yield from go_on(after[at], left - ordered[at].counts[name], [*taken, ordered[at]])
        yield from go_on(at + 1, left, taken)

    return islice(go_on(0, whole, []), MOST_PIECES)


def _longest(tables: list[Told]) -> list[Told]:
    """The tables that lie in none of the others; of the same days, what was told last."""
    latest = {(one.first, one.last): one for one in tables}.values()
    return [one for one in latest if not any(one in _inside(other, latest) for other in latest)]


def _days(one: Told) -> int:
    return (one.last - one.first).days + 1


def _chains(long: Told, inside: list[Told]) -> list[list[Told]]:
    """The ways to fill a period end to end with those directly within it.

    What lies within these fills them in turn, and no other way tells more. Of the same days, what was told last
    stands in the first way, and each earlier version in one of its own.
    """
    direct = sorted(_longest(inside), key=lambda one: one.first)
    starts = [long.first, *(one.last + timedelta(days=1) for one in direct)]
    if not direct or [*(one.first for one in direct), long.last + timedelta(days=1)] != starts:
        return []
    return [direct] + [
        [*direct[:place], other, *direct[place + 1 :]]
        for place, one in enumerate(direct)
        for other in inside
        if other != one and (other.first, other.last) == (one.first, one.last)
    ]


def _no_fewer(system: System, short: Told, long: Told, name: str) -> None:
    if name in short.counts and name in long.counts and long.counts[name] >= short.counts[name]:
        more = long.counts[name] - short.counts[name]
        rest = system.cell(f"{long.named(name)} not in {short.named(name)}", more)
        system.add((long.named(name), 1), (short.named(name), -1), (rest, -1))


def _no_more(system: System, long: Told, parts: list[Told], name: str) -> None:
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
