"""A pregnancy, its children from the first day, and the due date in force."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from families import gestation
from families.actions.holding import holding
from families.actions.people import add_to_family, register_person
from families.actions.renew import renew_pregnancy
from families.errors import DateImpossible
from families.gestation import Gestation, GestationError
from families.models import Child, DueDateEstimate, Family, Person, Pregnancy


@holding
def start_pregnancy(
    *,
    family: Family,
    mother: Person,
    fetuses: int,
    on: date,
    booked_on: date | None = None,
    late_booking_reason: str = "",
    concealed: bool = False,
    by: User | None,
) -> Pregnancy:
    """Record a pregnancy known from ``on``, with one child row for each fetus (1 or more)."""
    pregnancy = Pregnancy.objects.create(
        family=family,
        mother=mother,
        booked_on=booked_on,
        late_booking_reason=late_booking_reason,
        concealed=concealed,
        entered_by=by,
    )
    for number in range(1, fetuses + 1):
        add_unborn(pregnancy=pregnancy, birth_order=number, on=on, by=by)
    return pregnancy


@holding
def add_unborn(*, pregnancy: Pregnancy, birth_order: int, on: date, by: User | None) -> Child:
    """Add a child to a pregnancy: no name, no date of birth, no NHS number yet."""
    person = register_person(partnership=pregnancy.family.partnership, given_name="", family_name="", on=on, by=by)
    child = Child.objects.create(
        family=pregnancy.family, person=person, pregnancy=pregnancy, birth_order=birth_order, entered_by=by
    )
    add_to_family(family=pregnancy.family, person=person, relation="child", from_day=on, by=by)
    return child


@holding
def record_due_date(
    *,
    pregnancy: Pregnancy,
    method: str,
    recorded_on: date,
    basis_on: date | None = None,
    scan_gestation: Gestation | None = None,
    stated: date | None = None,
    by: User | None,
) -> DueDateEstimate:
    """Agree a due date from ``recorded_on`` on: by last period, by scan, or as told.

    A scan supersedes an LMP and an LMP never supersedes a scan (NICE NG201); the history stays and
    only unmet clocks move. Raises ``DateImpossible`` for dates that cannot be.
    """
    try:
        due = _due_date(method, recorded_on, basis_on, scan_gestation, stated)
    except GestationError as impossible:
        raise DateImpossible(str(impossible), field="due_date") from impossible
    pregnancy = Pregnancy.objects.select_for_update(no_key=True).get(pk=pregnancy.pk)
    estimate = DueDateEstimate.objects.create(
        pregnancy=pregnancy,
        method=method,
        basis_on=basis_on if method != DueDateEstimate.Method.STATED else None,
        gestation_days=scan_gestation.days if scan_gestation else None,
        due_date=due,
        agreed_on=recorded_on,
        entered_by=by,
    )
    _put_in_force(pregnancy)
    renew_pregnancy(pregnancy=pregnancy, by=by)
    return estimate


def _due_date(
    method: str, recorded_on: date, basis_on: date | None, scan_gestation: Gestation | None, stated: date | None
) -> date:
    if method == DueDateEstimate.Method.LMP and basis_on:
        gestation.check_period(basis_on, recorded_on)
        return gestation.due_date_from_period(basis_on)
    if method == DueDateEstimate.Method.SCAN and basis_on and scan_gestation:
        gestation.check_scan(basis_on, scan_gestation, recorded_on)
        return gestation.due_date_from_scan(basis_on, scan_gestation)
    if method == DueDateEstimate.Method.STATED and stated:
        gestation.check_due_date(stated, recorded_on)
        return stated
    raise DateImpossible(_("Say what the due date rests on."), field="due_date")


_RANK: dict[str, int] = {
    DueDateEstimate.Method.STATED: 0,
    DueDateEstimate.Method.LMP: 1,
    DueDateEstimate.Method.SCAN: 2,
}


def due_date_in_force(pregnancy: Pregnancy) -> date | None:
    """The due date of the best estimate: a scan before a last period before what was told, then the latest."""
    estimates = pregnancy.estimates.all()
    best = max(estimates, key=lambda one: (_RANK[one.method], one.agreed_on, one.entered_at), default=None)
    return best.due_date if best else None


def _put_in_force(pregnancy: Pregnancy) -> None:
    pregnancy.due_date = due_date_in_force(pregnancy)
    pregnancy.save(update_fields=["due_date"])
