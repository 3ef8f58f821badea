"""The stage of a case, derived from its rows and never typed in."""

from datetime import date

from families.happened import Happened, happened_in
from families.models import Case
from families.models.choices import ChildState, Stage


def stage_of(case: Case) -> tuple[Stage, date]:
    """The stage that the rows of ``case`` give, and the day since which it holds."""
    return stage_in(case, happened_in(case))


def stage_in(case: Case, rows: Happened) -> tuple[Stage, date]:
    """As :func:`stage_of`, from rows that were fetched."""
    if case.closed_on:
        return Stage.CLOSED, case.closed_on
    if rows.closing:
        return Stage.CLOSING, rows.closing[0]
    born = _first_birth(case, rows)
    if born:
        return Stage.POSTNATAL, max(born, case.opened_on)
    if rows.contact:
        return Stage.ANTENATAL, max(rows.contact, case.opened_on)
    starts = [day for _slot, day in rows.allocations]
    return (Stage.ALLOCATED, min(starts)) if starts else (Stage.ACCEPTED, case.opened_on)


def first_contact_on(case: Case) -> date | None:
    """The day of the first visit that was done, or of the first group that counts as a contact and was come to."""
    return happened_in(case).contact


def _first_birth(case: Case, rows: Happened) -> date | None:
    if case.child_id:
        child = rows.children[0]
        return child.birthday if child.state == ChildState.BORN else None
    return min((child.born_on for child in rows.children if child.born_on), default=None)
