"""What becomes of each stored milestone when the facts are counted again. Pure."""

from collections.abc import Hashable, Iterable
from datetime import date
from typing import Literal

from attrs import frozen

from families.clocks.facts import Milestone

Fate = Literal["keep", "move", "met", "reopened", "withdrawn", "new"]
Identity = tuple[str, str | None, int]


@frozen(kw_only=True)
class Stored:
    """A milestone as its row has it; ``id`` is whatever finds the row again."""

    id: Hashable
    rule: str
    subject: str | None
    sequence: int
    trigger_on: date | None
    prompt_on: date | None
    due_on: date
    met_on: date | None = None
    withdrawn_on: date | None = None

    @property
    def identity(self) -> Identity:
        """What makes it the same milestone when computed again."""
        return self.rule, self.subject, self.sequence


@frozen(kw_only=True)
class Change:
    """The fate of one milestone.

    ``keep``: leave the row alone. ``move``: take the computed days. ``met``: set ``met_on``, leave the
    due date as it was. ``reopened``: waiting again with the computed days (what met or withdrew it was
    taken back). ``withdrawn``: the facts no longer ask for it. ``new``: there is no row yet.
    """

    fate: Fate
    stored: Stored | None
    computed: Milestone | None


def renew(stored: Iterable[Stored], computed: Iterable[Milestone]) -> tuple[Change, ...]:
    """Decide for every milestone, stored ones first. A met one is never withdrawn: it happened."""
    wanted = {milestone.identity: milestone for milestone in computed}
    rows = tuple(stored)
    known = {row.identity for row in rows}
    old = [_change(row, wanted.get(row.identity)) for row in rows]
    new = [Change(fate="new", stored=None, computed=one) for key, one in wanted.items() if key not in known]
    return (*old, *new)


def _change(row: Stored, computed: Milestone | None) -> Change:
    return Change(fate=_fate(row, computed), stored=row, computed=computed)


def _fate(row: Stored, computed: Milestone | None) -> Fate:
    if computed is None:
        return "keep" if row.met_on or row.withdrawn_on else "withdrawn"
    if computed.met_on:
        return "keep" if row.met_on == computed.met_on else "met"
    if row.met_on or row.withdrawn_on:
        return "reopened"
    same = (row.trigger_on, row.prompt_on, row.due_on) == (
        computed.trigger_on,
        computed.prompt_on,
        computed.due_on,
    )
    return "keep" if same else "move"
