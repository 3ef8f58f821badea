"""What has happened in a case, as far as clocks care, and the milestones that follow from it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from attrs import asdict, frozen

# Once true they stay true, so they stop a clock even where they came before its trigger.
FINAL = frozenset({"birth", "loss", "closed"})


@frozen(order=True)
class Event:
    """Something that happened on a day, to one child (``subject``) or to the whole case (None)."""

    on: date
    subject: str | None = None


@frozen(kw_only=True)
class Facts:
    """The events of a case by kind, the due date in force and the ids of its children.

    Kinds: ``referred``, ``accepted``, ``slot:<key>``, ``first_contact``, ``birth``, ``loss``,
    ``meeting:<kind>`` (held only), ``decision:<meeting kind>:<decision>``, ``document:<key>``,
    ``supervision:<kind>``, ``status:<key>`` and ``status_ended:<key>``, ``register`` and
    ``register_ended``, ``looked_after`` and ``looked_after_ended`` (spells of the group),
    ``scores:start``, ``scores:end``, ``handed_over``, ``closing`` and ``closed`` (both only while it is
    so). An ``…_ended`` event stands on the first day on which the state no longer held.
    """

    events: Mapping[str, tuple[Event, ...]]
    due_date: date | None = None
    children: tuple[str, ...] = ()

    def about(self, key: str, subject: str | None) -> tuple[Event, ...]:
        """Events of a kind in order of day; for a child its own and those of the whole case."""
        found = self.events.get(key, ())
        return tuple(
            sorted(
                (e for e in found if subject is None or e.subject in (None, subject)),
                key=lambda event: (event.on, event.subject or ""),
            )
        )

    def days(self, keys: tuple[str, ...], subject: str | None) -> tuple[date, ...]:
        """The distinct days of any of the kinds, in order."""
        return tuple(sorted({event.on for key in keys for event in self.about(key, subject)}))


@frozen(kw_only=True)
class Part:
    """One term of the sum behind a date. ``result`` is None where a fact it needs is not known."""

    kind: str
    fact: str = ""
    counted_from: date | None = None
    amount: int | None = None
    unit: str = ""
    gestation: str = ""
    result: date | None = None
    chosen: bool = False


@frozen(kw_only=True)
class Explanation:
    """Why a milestone has its date: how the parts were combined, each part, and where the rule stands.

    ``combined`` is ``only``, ``latest_of`` or ``earliest_of``.
    """

    rule: str
    source: str
    service_default: bool
    combined: str
    parts: tuple[Part, ...]

    def as_data(self) -> dict[str, Any]:
        """Plain data for JSON, days as ISO text."""
        return asdict(self, value_serializer=lambda _owner, _field, value: _iso(value))


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@frozen(kw_only=True)
class Milestone:
    """One deadline of a case (``subject`` None) or of one of its children.

    ``prompt_on`` is when to start thinking of it, ``due_on`` when it is due, ``latest_on`` an outer
    limit where the rule knows one.
    """

    rule: str
    subject: str | None
    sequence: int
    trigger_on: date
    due_on: date
    prompt_on: date | None
    latest_on: date | None
    met_on: date | None
    explanation: Explanation

    @property
    def identity(self) -> tuple[str, str | None, int]:
        """What makes it the same milestone when computed again."""
        return self.rule, self.subject, self.sequence


def subjects(per: str, facts: Facts) -> Iterator[str | None]:
    """Whom a rule is counted for: the case once, or each child."""
    if per == "case":
        yield None
    else:
        yield from facts.children
