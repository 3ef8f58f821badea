"""The shape of a front door's definition file: contacts come in, and most of them never become referrals.

A front door has no slots, visits or stages, so its definition is a class of its own.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

from attrs import frozen

from families.definitions.schema import Choice
from families.labels import Label, by_key

KIND = "front_door"
KEY = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")
LISTS = ("sources", "tiers", "outcomes")

Fault = tuple[str, str]


@frozen(kw_only=True)
class Tier:
    """A step of the continuum of need. At a ``safeguarding`` tier the duty to protect waits for no consent."""

    key: str
    label: Label
    safeguarding: bool = False


@frozen(kw_only=True)
class ContactOutcome:
    """What becomes of a contact. Exactly one outcome counts as open: that of a contact not decided yet.

    With ``needs_consent`` the family has agreed, or the lawful reason to go on without is recorded.
    """

    key: str
    label: Label
    counts_as: Literal["open", "further_work", "early_help", "no_further_action"]
    leads_to_referral: bool = False
    needs_consent: bool = False


@frozen(kw_only=True)
class FrontDoorDefinition:
    """One version of a front door. ``decision_working_days`` runs from the day after a contact."""

    kind: Literal["front_door"]
    slug: str
    version: str
    effective_from: date
    jurisdiction: Literal["wales", "england"]
    languages: tuple[Literal["en", "cy"], ...]
    name: Label
    reference_prefix: str
    source: str
    decision_working_days: int
    service_defaults: tuple[str, ...]
    sources: tuple[Choice, ...]
    tiers: tuple[Tier, ...]
    outcomes: tuple[ContactOutcome, ...]

    @property
    def still_open(self) -> ContactOutcome:
        """The outcome under which undecided contacts are counted."""
        return next(one for one in self.outcomes if one.counts_as == "open")

    @property
    def decisions(self) -> tuple[ContactOutcome, ...]:
        """The outcomes that somebody can decide for."""
        return tuple(one for one in self.outcomes if one.counts_as != "open")

    def outcome(self, key: str) -> ContactOutcome:
        """The outcome of that key; KeyError where there is none."""
        return by_key(self.outcomes, key)

    def needs_consent(self, outcome: str, tier: str) -> bool:
        """Whether the outcome needs the family's consent; KeyError for an outcome that there is not."""
        safeguarding = any(one.safeguarding for one in self.tiers if one.key == tier)
        return self.outcome(outcome).needs_consent and not safeguarding


def front_door_problems(data: dict[str, Any]) -> Iterator[Fault]:
    """What single fields cannot show: keys, the one open outcome, and labels in every language."""
    for name in LISTS:
        yield from _keys(name, _rows(data, name))
    found = _rows(data, "outcomes")
    if sum(row.get("counts_as") == "open" for _place, row in found) != 1:
        yield "outcomes", "needs exactly one outcome that counts as open"
    for place, row in found:
        if row.get("counts_as") == "open" and (row.get("needs_consent") or row.get("leads_to_referral")):
            yield place, "a contact that is still open asks for no consent and leads nowhere"
    languages = data.get("languages")
    if isinstance(languages, list) and "cy" in languages:
        for place, row in [("", data), *(one for name in LISTS for one in _rows(data, name))]:
            yield from _welsh(place, row)


def _rows(data: dict[str, Any], name: str) -> list[tuple[str, dict[str, Any]]]:
    listed = data.get(name)
    rows = listed if isinstance(listed, list) else []
    return [(f"{name}[{place}]", row) for place, row in enumerate(rows) if isinstance(row, dict)]


def _keys(name: str, rows: list[tuple[str, dict[str, Any]]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, row in rows:
        key = row.get("key")
        if not isinstance(key, str):
            continue
        if key in seen:
            yield f"{place}.key", f"“{key}” is there twice"
        if not KEY.fullmatch(key):
            yield f"{place}.key", f"“{key}” is not small letters, digits and underscores"
        seen.add(key)
    if not rows:
        yield name, "is empty"


def _welsh(place: str, row: dict[str, Any]) -> Iterator[Fault]:
    name = "label" if place else "name"
    label = row.get(name)
    if isinstance(label, dict) and not label.get("cy"):
        yield f"{place}.{name}".removeprefix("."), "has no Welsh (cy)"
