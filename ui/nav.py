"""The menu: each app says what it adds and who sees it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext

from ui.addresses import address


@dataclass(frozen=True)
class Item:
    """One entry. ``shown_to`` gets the user; ``order`` sorts from the left."""

    key: str
    label: str | Promise
    view: str
    shown_to: Callable[[Any], bool]
    order: int = 100

    @property
    def url(self) -> str:
        return address(self.view)


ROOM = 46
"""Letters that stand in one row on a screen of 360 px."""

GAP = 2
"""Letters that the space between two entries takes."""

_items: dict[str, Item] = {}


def register(key: str, label: str | Promise, view: str, shown_to: Callable[[Any], bool], order: int = 100) -> None:
    """Add an entry to the menu; the same key again replaces it."""
    _items[key] = Item(key, label, view, shown_to, order)


def items_for(user: Any) -> list[Item]:
    """What a signed-in user sees, in order."""
    if not getattr(user, "is_authenticated", False):
        return []
    return sorted((item for item in _items.values() if item.shown_to(user)), key=lambda item: item.order)


def first_on_a_phone(items: Sequence[Item]) -> int:
    """How many entries of a menu stand in one row on a phone; the rest opens under "More", if there is one.

    Counted in letters of the language that is spoken, for Welsh words are longer. Not more than four
    beside "More", and at least one.
    """
    widths = [len(str(item.label)) + GAP for item in items]
    if len(items) <= 5 and sum(widths) - GAP <= ROOM:
        return len(items)
    room = ROOM - len(gettext("More"))
    fitting = [number for number in range(1, 5) if sum(widths[:number]) <= room]
    return max(fitting, default=1)
