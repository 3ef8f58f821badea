"""Numbers that hang together: cells, and the sums that everybody knows must hold between them. Pure.

A cell is a whole number. Some are published; the others are not, either because they are held back or because nobody
ever prints them (the rest of a whole, the part of a period between two others). A sum says that numbers with their
signs add up to nothing. What a reader can work out is what all sums together leave no choice about.
"""

from collections import defaultdict, deque
from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import chain
from random import Random
from typing import Any

from attrs import define, field, frozen

DEPTH = 300
"""How many cells one other world may differ in from the true one."""
TRIES = 300
RESTARTS = 12
FAR = 1_000_000
"""How many steps are tried for one; where it is not found by then, more is held back. That errs on the safe side."""


@frozen
class Sum:
    """``terms`` are cells with a sign of 1 or -1, which together are 0."""

    terms: tuple[tuple[str, int], ...]


@define
class System:
    """``values`` are true. ``low`` and ``high`` bound what a reader would think possible; the usual is 0 and no end."""

    values: dict[str, int] = field(factory=dict)
    sums: list[Sum] = field(factory=list)
    high: dict[str, int] = field(factory=dict)
    low: dict[str, int] = field(factory=dict)
    places: dict[str, list[int]] = field(factory=lambda: defaultdict(list), init=False)

    def cell(self, name: str, value: int) -> str:
        """Put a cell in; a number cannot be less than nothing."""
        if value < 0:
            raise ValueError(f"{name} would be {value}.")
        self.values[name] = value
        return name

    def add(self, *terms: tuple[str, int]) -> None:
        """Say that these add up to 0. Raises ValueError where they do not: the sum is no fact then."""
        if sum(sign * self.values[name] for name, sign in terms):
            raise ValueError(f"{terms} do not add up.")
        place = len(self.sums)
        self.sums.append(Sum(tuple(terms)))
        for name, _sign in terms:
            self.places[name].append(place)

    def sums_of(self, name: str) -> Iterator[Sum]:
        """The sums that a cell stands in."""
        return (self.sums[place] for place in self.places.get(name, ()))

    def wholes(self) -> Iterator[list[str]]:
        """The parts of every cell that is said to be made of others and of nothing else."""
        for one in self.sums:
            if [sign for _name, sign in one.terms].count(1) == 1:
                yield [name for name, sign in one.terms if sign < 0]

    def near(self, name: str) -> Iterator[str]:
        """Every other cell that hangs together with this one, the nearest first."""
        seen, waiting = {name}, deque([name])
        while waiting:
            for term, _sign in chain.from_iterable(one.terms for one in self.sums_of(waiting.popleft())):
                if term not in seen:
                    seen.add(term)
                    waiting.append(term)
                    yield term


def other_world(system: System, name: str, shown: frozenset[str] | set[str]) -> Mapping[str, int] | None:
    """Changes that leave every published cell and every sum as they are, and ``name`` another number; None: not found.

    Whoever reads what is published cannot tell such a world from the true one, so ``name`` cannot be worked out.
    """
    for seed in range(RESTARTS):
        order = Random(seed)  # noqa: S311  (which way is tried first, nothing secret)
        for step in (1, -1, 2, -2):
            if _fits(system, name, step):
                found = _balanced(system, {name: step}, shown, [TRIES], order)
                if found is not None:
                    return found
    return None


def holds(system: System, changes: Mapping[str, int], shown: Iterable[str]) -> bool:
    """Whether the changes are another world: no shown cell differs, all stay possible, every sum holds."""
    return (
        not any(changes.get(name) for name in shown)
        and all(_fits(system, name, step) for name, step in changes.items())
        and all(not sum(sign * changes.get(name, 0) for name, sign in one.terms) for one in system.sums)
    )


def _fits(system: System, name: str, step: int) -> bool:
    value = system.values[name] + step
    return system.low.get(name, 0) <= value <= system.high.get(name, value)


def _balanced(
    system: System, changes: dict[str, int], shown: frozenset[str] | set[str], left: list[int], order: Random
) -> dict[str, int] | None:
    """Change further cells until every sum holds again: depth first, the sum with the fewest ways out first.

    Cells that stand in one sum alone take up what they can at the end: they disturb no other.
    """
    ways = _least_free(system, changes, shown, order)
    if ways is None:
        return _taken_up(system, changes, shown)
    left[0] -= 1
    if len(changes) >= DEPTH or left[0] < 0:
        return None
    for name, step in ways:
        found = _balanced(system, {**changes, name: step}, shown, left, order)
        if found is not None:
            return found
    return None


def _least_free(
    system: System, changes: Mapping[str, int], shown: frozenset[str] | set[str], order: Random
) -> list[tuple[str, int]] | None:
    """The cells, each with its step, that could close the gap with the fewest of them; None where there is no gap."""
    best: list[tuple[str, int]] | None = None
    for place in sorted({place for name in changes for place in system.places[name]}):
        terms = system.sums[place].terms
        gap = sum(sign * changes.get(term, 0) for term, sign in terms)
        low, high = _room(system, terms, changes, shown)
        if low <= -gap <= high:
            continue
        ways = [(term, -gap * sign) for term, sign in terms if term not in shown and term not in changes]
        ways = [(term, step) for term, step in ways if len(system.places[term]) > 1 and _fits(system, term, step)]
        ways.sort(key=lambda way: (len(system.places[way[0]]), order.random()))
        if best is None or len(ways) < len(best):
            best = ways
        if not best:
            break
    return best


def _lone(system: System, terms: Iterable[tuple[str, int]], changes: Mapping[str, int], shown: Container[str]) -> Any:
    """The cells of a sum that stand in no other, each with its sign and how far it can fall and rise."""
    for term, sign in terms:
        if term not in shown and term not in changes and len(system.places[term]) == 1:
            value = system.values[term]
            yield term, sign, system.low.get(term, 0) - value, system.high.get(term, value + FAR) - value


def _room(
    system: System, terms: Iterable[tuple[str, int]], changes: Mapping[str, int], shown: Container[str]
) -> tuple[int, int]:
    low = high = 0
    for _term, sign, down, up in _lone(system, terms, changes, shown):
        low, high = low + (down if sign > 0 else -up), high + (up if sign > 0 else -down)
    return low, high


def _taken_up(system: System, changes: dict[str, int], shown: Container[str]) -> dict[str, int]:
    found = dict(changes)
    for place in {place for name in changes for place in system.places[name]}:
        terms = system.sums[place].terms
        gap = sum(sign * changes.get(term, 0) for term, sign in terms)
        for term, sign, down, up in _lone(system, terms, changes, shown):
            step = max(down, min(up, -gap * sign))
            found[term], gap = step, gap + sign * step
    return found
