"""Choosing what to hold back: small numbers first, then others, until no held one can be worked out. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain, combinations

from reporting.publishing.system import System, other_world

SMALLEST = 5
"""Counts from 1 to 4 are held back. The service's own choice: statistics offices use 3, 5 or 10."""
MOST_NOUGHTS = 5
"""How many held noughts of one whole are put together with its small numbers."""


class CannotBeHeld(ValueError):
    """What was released before already tells a number that must not be told; ``cells`` are those."""

    def __init__(self, cells: Iterable[str]) -> None:
        self.cells = tuple(cells)
        super().__init__(", ".join(self.cells))


def is_small(value: int) -> bool:
    """Whether a count is one that is never told."""
    return 0 < value < SMALLEST


def held_back(
    system: System, printed: Collection[str], *, known: Collection[str] = (), held: Collection[str] = ()
) -> set[str]:
    """Which of the ``printed`` cells are held back; the others can be shown.

    ``known`` were released before and cannot be taken back; ``held`` were held back before, and have to stay so. A
    small number that nobody prints must not be worked out either, nor one that several held ones make together. One
    that what is ``known`` tells by itself, whatever is held back now, is told already. Raises :class:`CannotBeHeld`.
    """
    small = {name for name in system.values if is_small(system.values[name])}
    for name in small - set(known):
        if name in printed or name in held:
            system.low[name], system.high[name] = 1, SMALLEST - 1
    hidden = {name for name in (*printed, *held) if name not in known and (name in small or name in held)}
    waiting = sorted((hidden | small) - set(known))
    shown = {name for name in (*printed, *known) if name not in hidden}
    worlds: list[Mapping[str, int]] = []
    while waiting:
        name = waiting[0]
        world = other_world(system, name, shown)
        more = None if world is not None else _another(system, name, shown, known)
        if world is not None:
            worlds.append(world)
        elif more is not None:
            shown.discard(more)
            hidden.add(more)
            waiting.append(more)
            continue
        elif name in printed or name in held:
            raise CannotBeHeld([name])
        waiting.pop(0)
        waiting = waiting or list(_made_together(system, shown, worlds))
    return hidden & set(printed)


def _made_together(system: System, shown: Collection[str], worlds: Iterable[Mapping[str, int]]) -> Iterator[str]:
    """Small numbers that several held parts of a whole make together, and that no world found so far changes.

    They are put into the system: whoever knows that three are in one of two groups knows a small number.
    """
    changing: dict[str, list[Mapping[str, int]]] = defaultdict(list)
    for world in worlds:
        for name, step in world.items():
            if step:
                changing[name].append(world)
    for parts in list(system.wholes()):
        unseen = [part for part in parts if part not in shown]
        for some in _small_sets(system, unseen):
            name = " and ".join(sorted(some))
            known_worlds = chain.from_iterable(changing[part] for part in some)
            if name not in system.values and not any(sum(one.get(part, 0) for part in some) for one in known_worlds):
                system.cell(name, sum(system.values[part] for part in some))
                system.add((name, 1), *((part, -1) for part in some))
                yield name


def _small_sets(system: System, cells: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Two cells or more that together are small; noughts change the sum of no set, but whether it can be known."""
    some = sorted(one for one in cells if is_small(system.values[one]))
    none = sorted(one for one in cells if not system.values[one])[:MOST_NOUGHTS]
    for size in range(1, SMALLEST):
        for chosen in combinations(some, size):
            if is_small(sum(system.values[one] for one in chosen)):
                for more in range(len(none) + 1):
                    for noughts in combinations(none, more):
                        if len(chosen) + more > 1:
                            yield (*chosen, *noughts)


def _another(system: System, name: str, shown: Collection[str], known: Collection[str]) -> str | None:
    """The next cell to hold back for the sake of ``name``: the nearest, of those the smallest that is no nought."""
    best: list[str] = []
    for one in system.near(name):
        if one in shown and one not in known:
            best.append(one)
            if len(best) >= 6:
                break
    return min(best, key=lambda one: (system.values[one] == 0, system.values[one], one), default=None)
