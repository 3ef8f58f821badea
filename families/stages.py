"""The stage of a case, derived from its rows and never typed in."""

from datetime import date

from django.db.models import Min

from families.models import Case
from families.models.choices import ChildState, Stage, VisitOutcome


def stage_of(case: Case) -> tuple[Stage, date]:
    """The stage that the rows of ``case`` give, and the day since which it holds."""
    if case.closed_on:
        return Stage.CLOSED, case.closed_on
    closure = case.closures.filter(refused_on__isnull=True, reopened_on__isnull=True).first()
    if closure:
        return Stage.CLOSING, closure.asked_on
    born = _first_birth(case)
    if born:
        return Stage.POSTNATAL, max(born, case.opened_on)
    contact = first_contact_on(case)
    if contact:
        return Stage.ANTENATAL, max(contact, case.opened_on)
    allocated = case.allocations.aggregate(first=Min("starts"))["first"]
    return (Stage.ALLOCATED, allocated) if allocated else (Stage.ACCEPTED, case.opened_on)


def first_contact_on(case: Case) -> date | None:
    """The day of the first visit that was done, or of the first group that counts as a contact and was come to."""
    done = case.visit_cases.filter(visit__outcome=VisitOutcome.DONE)
    visited = done.aggregate(first=Min("visit__happened_at__date"))["first"]
    came = case.attendances.filter(came=True, session__counts_as_contact=True)
    met = came.aggregate(first=Min("session__held_at__date"))["first"]
    return min((day for day in (visited, met) if day), default=None)


def _first_birth(case: Case) -> date | None:
    if case.child_id:
        return case.child.person.date_of_birth if case.child.state == ChildState.BORN else None
    children = case.pregnancy.children.filter(birth__isnull=False)
    return children.aggregate(first=Min("birth__born_on"))["first"]
