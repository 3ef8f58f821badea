"""Places where higher rooms of the house plug in what families needs of them.

Filled in ``AppConfig.ready()``; families calls them without knowing who answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet

if TYPE_CHECKING:
    from accounts.models import User
    from families.models import Case

FactSource = Callable[..., QuerySet[Any, Any]]
ClosingCheck = Callable[["Case"], "ClosingGap | None"]
LinkSource = Callable[["Case", "User"], Iterable["CaseLink"]]


@dataclass(frozen=True)
class TimelineEntry:
    """One line of a case's timeline. ``kind`` chooses its mark, ``key`` makes it a key event.

    ``mark`` says which line it is, to whoever wants that one again. ``all_day``: only the day is known, ``at``
    stands for it among the others. ``struck``: why it counts no more.
    ``gestation_days`` while the pregnancy of the case went on, filled in by whoever reads the timeline.
    """

    at: datetime
    kind: str
    title: str
    text: str = ""
    by: str = ""
    url: str = ""
    key: bool = False
    all_day: bool = False
    struck: str = ""
    gestation_days: int | None = None
    mark: str = ""


@dataclass(frozen=True)
class Asked:
    """Whose timeline is asked for, by whom: the ids by which a source may choose its rows."""

    case: UUID
    pregnancy: UUID
    children: Sequence[UUID]
    people: Sequence[UUID]
    user: UUID


@dataclass(frozen=True)
class Line:
    """A row of the timeline as the database tells it; ``told`` is what its source asked to know."""

    at: datetime
    kind: str
    key: bool
    told: Mapping[str, Any]


@dataclass(frozen=True)
class Telling:
    """What is known of the case while its lines are put into words; names by id, as text."""

    case: Case
    user: User
    children: Mapping[str, str]
    people: Mapping[str, str]


@dataclass(frozen=True)
class TimelineSource:
    """Where lines of the timeline come from.

    ``rows`` gives the rows through :func:`families.timeline.lines.told`, and ``words`` makes an entry
    of each that is shown. ``kinds`` are all that its rows can have.
    """

    kinds: tuple[str, ...]
    rows: Callable[[Asked], QuerySet]
    words: Callable[[Line, Telling], TimelineEntry]


@dataclass(frozen=True)
class CaseLink:
    """Something else that can be recorded or read about a case. ``place`` is ``record`` or ``read``."""

    key: str
    label: str
    url: str
    place: str = "record"
    order: int = 100


@dataclass(frozen=True)
class ClosingGap:
    """What is missing before a case may close, and whether a reason can stand in for it.

    ``url``: where it is recorded.
    """

    key: str
    message: str
    excusable: bool = False
    url: str = ""


@dataclass
class _Registries:
    facts: list[FactSource] = field(default_factory=list)
    closing_checks: list[ClosingCheck] = field(default_factory=list)
    timeline: list[TimelineSource] = field(default_factory=list)
    kinds: dict[str, Any] = field(default_factory=dict)
    links: list[LinkSource] = field(default_factory=list)


_registries = _Registries()


def register_facts(source: FactSource) -> None:
    """Add a source of clock facts, such as the dates of start and end scores.

    It takes ``cases: list[UUID]`` and returns rows of case, name of the fact and day: asked as one statement
    with what families knows itself, as ``activity.prepared`` says.
    """
    _registries.facts.append(source)


def fact_sources() -> Sequence[FactSource]:
    """The sources of facts that higher rooms know."""
    return tuple(_registries.facts)


def register_closing_check(check: ClosingCheck) -> None:
    """Add a check made before a case may close."""
    _registries.closing_checks.append(check)


def register_timeline(*sources: TimelineSource) -> None:
    """Add sources of timeline entries; of two lines of one moment the later registered is the later."""
    _registries.timeline.extend(sources)


def timeline_sources() -> Sequence[TimelineSource]:
    """Every source, in the order in which they were added."""
    return tuple(_registries.timeline)


def register_kinds(labels: Mapping[str, Any]) -> None:
    """Say what kinds of timeline entries are called where one of them is chosen."""
    _registries.kinds.update(labels)


def timeline_kinds() -> list[tuple[str, str]]:
    """The kinds that some source has, with what they are called; those without a name are not offered."""
    there = {kind for source in _registries.timeline for kind in source.kinds}
    return [(kind, str(label)) for kind, label in _registries.kinds.items() if kind in there]


def register_links(source: LinkSource) -> None:
    """Add a source of things to record or read on the case page."""
    _registries.links.append(source)


def closing_gaps(case: Case) -> list[ClosingGap]:
    """What still stands between the case and its closing."""
    gaps = (check(case) for check in _registries.closing_checks)
    return [gap for gap in gaps if gap is not None]


def links_of(case: Case, user: User) -> list[CaseLink]:
    """What else this user can record or read about the case, in order; ``place`` says where it stands."""
    found = [link for source in _registries.links for link in source(case, user)]
    return sorted(found, key=lambda link: (link.order, link.key))
