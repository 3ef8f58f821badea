"""Every indicator, once. Adding one is its definition in a file of this package, and its group's line here."""

from collections.abc import Iterable, Iterator

from attrs import frozen
from django.utils.translation import gettext_lazy as _

from families.definitions.schema import ServiceDefinition
from reporting.indicators import (
    cases,
    children,
    evaluations,
    families,
    meetings,
    referrals,
    scores,
    surroundings,
    visits,
)
from reporting.indicators.annexes import annexes_of
from reporting.indicators.base import Indicator, Text

_GROUPS = (referrals, families, cases, visits, meetings, children, scores, evaluations, surroundings)
BY_KEY: dict[str, Indicator] = {one.key: one for group in _GROUPS for one in group.INDICATORS}


class UnknownIndicator(LookupError):
    """A layout, an address or a command names an indicator that there is not."""


@frozen
class Group:
    """Lines that stand together in a return."""

    key: str
    title: Text
    indicators: tuple[Indicator, ...]


def indicator(key: str) -> Indicator:
    """The indicator of that key; :class:`UnknownIndicator` where there is none."""
    try:
        return BY_KEY[key]
    except KeyError:
        raise UnknownIndicator(f"There is no indicator “{key}”.") from None


def every() -> Iterator[Indicator]:
    """All of them, by number."""
    return iter(sorted(BY_KEY.values(), key=_order))


def layout_of(definition: ServiceDefinition) -> tuple[Group, ...]:
    """The groups of a service's return; :class:`UnknownIndicator` names a key that is not known."""
    layout = definition.return_layout
    return (
        Group("how_much", _("How much did we do?"), _all(layout.how_much)),
        Group("how_well", _("How well did we do it?"), _all(layout.how_well)),
        Group("better_off", _("Is anyone better off?"), _all(layout.better_off)),
        Group("context", _("Context"), _all(layout.context)),
        Group("annex", _("Annex: who they are"), annexes_of(definition)),
    )


def lines_of(definition: ServiceDefinition) -> dict[str, Indicator]:
    """Every line of a service's return by key, annexes included."""
    return {one.key: one for group in layout_of(definition) for one in group.indicators}


def _all(keys: Iterable[str]) -> tuple[Indicator, ...]:
    return tuple(indicator(key) for key in keys)


def _order(one: Indicator) -> tuple[bool, int, str]:
    digits = "".join(letter for letter in one.number if letter.isdigit())
    return one.number.startswith("C"), int(digits), one.number
