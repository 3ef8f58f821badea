"""States that begin and end again (on the register, looked after), read out of their events.

``register`` and ``register_ended``, ``status:<key>`` and ``status_ended:<key>`` belong together.
Spells that touch or overlap are one: section 76 followed by a care order is one time in care.
"""

from datetime import date

from attrs import frozen

from families.clocks.facts import Facts


@frozen
class Spell:
    """From ``start`` until ``end``, the first day on which it no longer held (None: it still does)."""

    start: date
    end: date | None = None

    def overlaps(self, first: date, before: date | None) -> bool:
        """Whether it held on any day from ``first`` up to, not including, ``before`` (None: for ever)."""
        return (self.end is None or self.end > first) and (before is None or self.start < before)


def end_key(key: str) -> str | None:
    """The fact that ends what ``key`` begins; None for facts that only happen."""
    if key.startswith("status:"):
        return "status_ended:" + key.removeprefix("status:")
    return f"{key}_ended" if key in ("register", "looked_after") else None


def start_key(key: str) -> str | None:
    """The fact whose end ``key`` is; None where it is not an end."""
    if key.startswith("status_ended:"):
        return "status:" + key.removeprefix("status_ended:")
    return key.removesuffix("_ended") if key in ("register_ended", "looked_after_ended") else None


def spells(key: str, facts: Facts, subject: str | None) -> tuple[Spell, ...]:
    """The times during which ``key`` held for a child, or (``subject`` None) for anybody in the case."""
    ends = facts.about(end_key(key) or "", subject)
    turns = [(event.on, 0) for event in facts.about(key, subject)] + [(event.on, 1) for event in ends]
    found: list[Spell] = []
    holding, began = 0, None
    for on, is_end in sorted(turns):
        if not is_end:
            began = began or on
            holding += 1
        elif holding:
            holding -= 1
            if not holding and began:
                found.append(Spell(began, on))
                began = None
    return (*found, Spell(began)) if began else tuple(found)


def days_of(key: str, facts: Facts, subject: str | None) -> tuple[date, ...]:
    """The days on which ``key`` came about: starts and ends of spells, or simply its events."""
    if end_key(key):
        return tuple(spell.start for spell in spells(key, facts, subject))
    begins = start_key(key)
    if begins:
        return tuple(spell.end for spell in spells(begins, facts, subject) if spell.end)
    return facts.days((key,), subject)
