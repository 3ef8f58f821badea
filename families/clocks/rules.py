"""The vocabulary in which a definition file writes its clocks. Data only; the sums are in ``engine``."""

from typing import Literal

from attrs import frozen, resolve_types

from families.labels import Label

Unit = Literal["days", "working_days", "weeks", "months", "years"]


@frozen(kw_only=True)
class Due:
    """One day, said in exactly one way.

    ``gestation``: the day on which the pregnancy reaches it. ``amount`` and ``unit``: counted from
    the fact ``after`` or, where that is empty, from the rule's trigger (in ``then`` from the last one
    held). ``latest_of`` and ``earliest_of``: of several days, those that cannot be known left aside.
    """

    after: str = ""
    amount: int | None = None
    unit: Unit = "days"
    gestation: str = ""
    latest_of: tuple["Due", ...] = ()
    earliest_of: tuple["Due", ...] = ()


resolve_types(Due)


@frozen(kw_only=True)
class Step:
    """The next of a series, counted from the last one held; ``at_most`` is the outer limit."""

    amount: int
    unit: Unit
    at_most: Due | None = None


@frozen(kw_only=True)
class ClockRule:
    """A deadline: what starts it, how long it runs, what meets it, what stops it.

    ``trigger`` and ``met_by`` are facts, any one of which is enough. ``on_trigger`` says whether only
    the first trigger starts the clock or each one. ``applies_when`` names facts that must all hold.
    ``service_default`` marks a value without an outside source, which the service may change.
    """

    key: str
    label: Label
    source: str
    trigger: tuple[str, ...]
    due: Due
    met_by: tuple[str, ...]
    per: Literal["case", "child"] = "case"
    on_trigger: Literal["first", "each"] = "first"
    prompt: Due | None = None
    then: tuple[Step, ...] = ()
    stops_when: tuple[str, ...] = ("closed", "loss")
    applies_when: tuple[str, ...] = ()
    statutory: bool = False
    service_default: bool = False
