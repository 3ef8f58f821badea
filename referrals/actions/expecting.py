"""The pregnancy of an accepted referral: the one on record, or a new one; the baby that is here already."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from families.actions.births import Newborn, record_births
from families.actions.pregnancies import record_due_date, start_pregnancy
from families.errors import DateImpossible
from families.gestation import TERM_DAYS, Gestation
from families.models import DueDateEstimate, Family, Person, Pregnancy
from families.models.choices import ChildState
from referrals.matching.compare import DUE_DATES_APART
from referrals.models import Referral


def pregnancy_of(mother: Person, family: Family, referral: Referral, by: User) -> Pregnancy:
    """The pregnancy that the referral is about, with its due date as told."""
    found = find_pregnancy(mother, referral)
    if found is None:
        found = start_pregnancy(
            family=family,
            mother=mother,
            fetuses=referral.fetuses,
            on=referral.received_on,
            booked_on=referral.booked_on,
            late_booking_reason=referral.late_booking_reason,
            concealed=referral.concealed,
            by=by,
        )
    _date(found, referral, by)
    found.refresh_from_db()
    return found


def find_pregnancy(mother: Person, referral: Referral) -> Pregnancy | None:
    """A pregnancy on record that can be the same: its baby born that day, or open and due within 21 days."""
    rows = Pregnancy.objects.filter(mother=mother).order_by("-entered_at")
    if referral.born_on:
        born = rows.filter(children__birth__born_on=referral.born_on).first()
        if born:
            return born
    open_ones = rows.filter(ended_on__isnull=True)
    if referral.due_date:
        near = (referral.due_date - DUE_DATES_APART, referral.due_date + DUE_DATES_APART)
        open_ones = open_ones.filter(Q(due_date=None) | Q(due_date__range=near))
    return open_ones.first()


def deliver(pregnancy: Pregnancy, referral: Referral, by: User) -> None:
    """Record the birth of every baby of the referral that is not recorded yet.

    Called once the case is open: the birth finds nobody allocated and makes the urgent task.
    """
    if not referral.born_on:
        return
    unborn = pregnancy.children.filter(state=ChildState.UNBORN).select_related("person").order_by("birth_order")
    babies = [Newborn(child, referral.born_on, before_referral_reason=referral.born_first_reason) for child in unborn]
    if babies:
        record_births(pregnancy=pregnancy, babies=babies, by=by)


def _date(pregnancy: Pregnancy, referral: Referral, by: User) -> None:
    if not referral.due_date or not referral.due_date_source or pregnancy.ended_on:
        return
    rests_on = _rests_on(referral, referral.due_date)
    if pregnancy.estimates.filter(method=rests_on["method"], due_date=referral.due_date).exists():
        return
    recorded_on = referral.born_on or referral.received_on
    try:
        record_due_date(pregnancy=pregnancy, recorded_on=recorded_on, by=by, **rests_on)
    except DateImpossible as impossible:
        message = _("The due date of the referral cannot be: %(why)s") % {"why": impossible}
        raise DateImpossible(message, field="due_date_source") from impossible


def _rests_on(referral: Referral, due: date) -> dict[str, Any]:
    """How the due date was arrived at. A scan without its day or gestation is a due date as told to us;
    the last period follows from the due date where only that was sent."""
    method, basis = referral.due_date_source, referral.due_date_basis_on
    scan = referral.due_date_gestation_days
    if method == DueDateEstimate.Method.LMP:
        return {"method": method, "basis_on": basis or due - timedelta(days=TERM_DAYS)}
    if method == DueDateEstimate.Method.SCAN and basis and scan is not None:
        return {"method": method, "basis_on": basis, "scan_gestation": Gestation(scan)}
    return {"method": DueDateEstimate.Method.STATED, "stated": due}
