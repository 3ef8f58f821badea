"""Choosing what to hold back: small numbers first, then others, until no held one can be worked out. Pure."""

from collections.abc import Collection, Iterable

from reporting.publishing.system import System, other_world

SMALLEST = 5
"""Counts from 1 to 4 are held back. The service's own choice: statistics offices use 3, 5 or 10."""


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
    small number that nobody prints must not be worked out either. Raises :class:`CannotBeHeld`.
    """
    small = {name for name in system.values if is_small(system.values[name])}
    for name in small - set(known):
        if name in printed or name in held:
            system.low[name], system.high[name] = 1, SMALLEST - 1
    hidden = {name for name in (*printed, *held) if name not in known and (name in small or name in held)}
    waiting = sorted((hidden | small) - set(known))
    shown = {name for name in (*printed, *known) if name not in hidden}
    while waiting:
        name = waiting[0]
        if other_world(system, name, shown) is not None:
            waiting.pop(0)
            continue
        more = _another(system, name, shown, known)
        if more is None:
            raise CannotBeHeld([name])
        shown.discard(more)
        hidden.add(more)
        waiting.append(more)
    return hidden & set(printed)


def _another(system: System, name: str, shown: Collection[str], known: Collection[str]) -> str | None:
    """The next cell to hold back for the sake of ``name``: the nearest, of those the smallest that is no nought."""
    best: list[str] = []
    for one in system.near(name):
        if one in shown and one not in known:
            best.append(one)
            if len(best) >= 6:
                break
    return min(best, key=lambda one: (system.values[one] == 0, system.values[one], one), default=None)
