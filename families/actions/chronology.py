"""The chronology of a case: choosing what mattered, amending it, and taking it out again with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.edits import StaleEdit
from activity.errors import RuleBroken
from families.actions.holding import holding
from families.actions.rows import change
from families.days import today
from families.errors import CaseIsClosed, DateImpossible
from families.models import Case, ChronologyEntry, ChronologyVersion

WORDS = ("happened_on", "until", "what", "significance", "source")


class Removed(RuleBroken):
    message = _("This entry was taken out of the chronology, so it can no longer be changed.")


@dataclass(frozen=True)
class Event:
    """The line of the timeline that an entry is taken from."""

    kind: str
    row: UUID


@holding
def add_to_chronology(
    *,
    case: Case,
    happened_on: date,
    what: str,
    significance: str,
    source: str,
    until: date | None = None,
    event: Event | None = None,
    by: User | None,
) -> ChronologyEntry:
    """Add an entry, about what may have happened long before the case.

    Raises ``CaseIsClosed``, or ``DateImpossible`` at ``happened_on`` or ``until``.
    """
    if case.closed_on is not None:
        raise CaseIsClosed
    _check_period(happened_on, until)
    return ChronologyEntry.objects.create(
        case=case, happened_on=happened_on, until=until, what=what, significance=significance, source=source,
        event_kind=event.kind if event else "", event_row=event.row if event else None, entered_by=by,
    )  # fmt: skip


@transaction.atomic
def amend_chronology(
    *, entry: ChronologyEntry, expected_version: int, changes: Mapping[str, Any], by: User
) -> ChronologyEntry:
    """Change an entry's words or days; what it said before is kept as an earlier version.

    Raises ``DateImpossible``, ``Removed``, or ``StaleEdit`` where somebody else changed it first.
    """
    row = _locked(entry)
    if row.version != expected_version:
        raise StaleEdit(current=row, attempted=changes, expected_version=expected_version)
    new = {name: changes.get(name, getattr(row, name)) for name in WORDS}
    _check_period(new["happened_on"], new["until"])
    if all(getattr(row, name) == new[name] for name in WORDS):
        return row
    latest = row.versions.last()
    ChronologyVersion.objects.create(
        entry=row,
        number=latest.number + 1 if latest else 1,
        written_at=latest.entered_at if latest else row.entered_at,
        written_by=latest.entered_by if latest else row.entered_by,
        entered_by=by,
        **{name: getattr(row, name) for name in WORDS},
    )
    change(row, **new)
    return row


@transaction.atomic
def remove_from_chronology(*, entry: ChronologyEntry, expected_version: int, why: str, by: User) -> ChronologyEntry:
    """Take an entry out; it stays readable under what was removed, with the reason.

    Raises ``Removed``, or ``StaleEdit`` where somebody else changed it first.
    """
    row = _locked(entry)
    changes = {"removed_on": today(), "removed_by": by, "removed_why": why}
    if row.version != expected_version:
        raise StaleEdit(current=row, attempted={"removed_why": why}, expected_version=expected_version)
    change(row, **changes)
    return row


def _locked(entry: ChronologyEntry) -> ChronologyEntry:
    row = ChronologyEntry.objects.select_for_update(of=("self",)).select_related("case").get(pk=entry.pk)
    if row.removed_on is not None:
        raise Removed
    return row


def _check_period(happened_on: date, until: date | None) -> None:
    """Only that it has come: a grandmother's childhood may matter."""
    if happened_on > today():
        raise DateImpossible(_("The date cannot be in the future."), field="happened_on")
    if until is None:
        return
    if until > today():
        raise DateImpossible(_("The date cannot be in the future."), field="until")
    if until < happened_on:
        raise DateImpossible(_("The period cannot end before it began."), field="until")
