"""Opening a case, and who holds which of its slots."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from families.actions.holding import holding
from families.actions.references import next_reference
from families.actions.renew import renew_case
from families.definition_of import definition_of, rules_of
from families.errors import AlreadyRecorded, DateImpossible, SlotTaken, SlotUnknown, WorkerUnsuitable
from families.models import Allocation, Case, Child, Cover, Family, Person, Pregnancy, ServiceVersion


@holding
def open_case(
    *,
    family: Family,
    client: Person,
    service_version: ServiceVersion,
    team: Team,
    pregnancy: Pregnancy | None = None,
    child: Child | None = None,
    referred_on: date,
    opened_on: date,
    complexity: str = "",
    by: User | None,
) -> Case:
    """Open a case about one pregnancy or one child.

    Raises ``AlreadyRecorded`` where the client has an open case about the same pregnancy or child.
    """
    if opened_on < referred_on:
        raise DateImpossible(_("A case cannot be accepted before it was referred."), field="opened_on")
    prefix = definition_of(service_version).reference_prefix
    try:
        with transaction.atomic():
            case = Case.objects.create(
                partnership=family.partnership,
                reference=next_reference(partnership=family.partnership, prefix=prefix, on=opened_on),
                family=family,
                client=client,
                service_version=service_version,
                team=team,
                pregnancy=pregnancy,
                child=child,
                referred_on=referred_on,
                opened_on=opened_on,
                stage_since=opened_on,
                complexity=complexity,
                entered_by=by,
            )
    except IntegrityError as broken:
        raise AlreadyRecorded(_("There is an open case about this already.")) from broken
    renew_case(case=case, by=by)
    return case


@holding
def allocate(
    *,
    case: Case,
    slot: str,
    worker: User,
    starts: date,
    over_capacity_reason: str = "",
    by: User | None,
) -> Allocation:
    """Give a slot of the case to a worker from a day on; whoever held it until then ends the day before.

    Raises ``SlotUnknown``, ``WorkerUnsuitable`` (wrong profession, not active) or ``SlotTaken``.
    """
    case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
    _check_suitable(case, slot, worker, starts)
    _end_current(case, slot, starts)
    try:
        with transaction.atomic():
            allocation = Allocation.objects.create(
                case=case,
                slot=slot,
                worker=worker,
                starts=starts,
                over_capacity_reason=over_capacity_reason,
                entered_by=by,
            )
    except IntegrityError as broken:
        raise SlotTaken(field="starts") from broken
    renew_case(case=case, by=by)
    return allocation


@transaction.atomic
def end_allocation(*, allocation: Allocation, ends: date, by: User | None) -> Allocation:
    """End an allocation on its last day, which counts."""
    if ends < allocation.starts:
        raise DateImpossible(_("An allocation cannot end before it starts."), field="ends")
    allocation.ends = ends
    allocation.save(update_fields=["ends"])
    renew_case(case=allocation.case, by=by)
    return allocation


@transaction.atomic
def cover_allocation(
    *, allocation: Allocation, worker: User, starts: date, ends: date, reason: str, by: User | None
) -> Cover:
    """Let somebody stand in from ``starts`` to ``ends``; the owner stays the owner."""
    if ends < starts:
        raise DateImpossible(_("Cover cannot end before it starts."), field="ends")
    if worker == allocation.worker:
        raise WorkerUnsuitable(_("The owner cannot cover their own case."), field="worker")
    return Cover.objects.create(
        allocation=allocation, worker=worker, starts=starts, ends=ends, reason=reason, entered_by=by
    )


def _check_suitable(case: Case, slot: str, worker: User, on: date) -> None:
    wanted = next((one for one in rules_of(case).slots if one.key == slot), None)
    if wanted is None:
        raise SlotUnknown(field="slot")
    if on < case.opened_on:
        raise DateImpossible(_("An allocation cannot start before the case was accepted."), field="starts")
    if not worker.is_active or worker.profession not in wanted.professions:
        raise WorkerUnsuitable(field="worker")


def _end_current(case: Case, slot: str, starts: date) -> None:
    current = case.allocations.filter(slot=slot, ends__isnull=True).first()
    if current and current.starts < starts:
        current.ends = starts - timedelta(days=1)
        current.save(update_fields=["ends"])
