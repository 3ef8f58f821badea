"""What each page is called where somebody reads who opened it: each app names its own."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES = {
    "help": _("Help"),
    "accessibility": _("Accessibility"),
    "gallery": _("The parts that pages are made of"),
}

_names: dict[str, str | Promise] = {}


def name_pages(namespace: str, names: Mapping[str, str | Promise]) -> None:
    """Call the routes of a namespace (empty: those without one) by these names. The same route again replaces it."""
    prefix = f"{namespace}:" if namespace else ""
    _names.update({f"{prefix}{route}": name for route, name in names.items()})


def page_name(view: str) -> str:
    """What the page of a route is called, in the language of the reader; empty for one that nobody has named."""
    return str(_names.get(view, ""))


def named_pages() -> frozenset[str]:
    """Every route that has a name."""
    return frozenset(_names)
