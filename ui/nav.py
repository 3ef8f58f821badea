"""The menu: each app says what it adds and who sees it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise


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
        return reverse(self.view)


_items: dict[str, Item] = {}


def register(key: str, label: str | Promise, view: str, shown_to: Callable[[Any], bool], order: int = 100) -> None:
    """Add an entry to the menu; the same key again replaces it."""
    _items[key] = Item(key, label, view, shown_to, order)


def items_for(user: Any) -> list[Item]:
    """What a signed-in user sees, in order."""
    if not getattr(user, "is_authenticated", False):
        return []
    return sorted((item for item in _items.values() if item.shown_to(user)), key=lambda item: item.order)
