"""Allocating and covering with the checks of a board: the right worker, within capacity, told about it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from families.access import check_can_allocate
from families.actions.cases import allocate, cover_allocation
from families.actions.holding import holding
from families.actions.telling import tell
from families.days import check_within_two_years, today
from families.definition_of import rules_of
from families.errors import AlreadyRecorded, DateImpossible, OverCapacity, SlotUnknown, WorkerUnsuitable
from families.models import Allocation, Case, Cover, Exclusion, Restriction
from families.querysets.dated import holds_on, holds_within
from families.workload import limit_of, loads_of, points_of


@holding
def allocate_worker(
    *, case: Case, slot: str, worker: User, starts: date, over_capacity_reason: str = "", by: User
) -> Allocation:
    """Give a slot to a worker of the case's team from a day on, and tell them.

    Two who allocate one worker at the same time wait for each other, so that capacity is counted
    once. Raises ``NotYours``, ``CaseIsClosed``, ``SlotUnknown``, ``WorkerUnsuitable``, ``DateImpossible``,
    ``AlreadyRecorded``, or ``OverCapacity`` where no reason is given for going over the limit.
    """
    check_can_allocate(by, case)
    worker = User.objects.select_for_update(of=("self",)).get(pk=worker.pk)
    check_within_two_years(starts, field="starts")
    _check_worker(case, worker, starts)
    if case.allocations.current(starts).filter(slot=slot, worker=worker).exists():
        raise AlreadyRecorded(_("This worker has this role on the case already."), field="worker")
    _check_capacity(case, slot, worker, over_capacity_reason)
    made = allocate(
        case=case, slot=slot, worker=worker, starts=starts,
        over_capacity_reason=over_capacity_reason if _is_over(case, slot, worker) else "", by=by,
    )  # fmt: skip
    tell(users=[worker], case=case, kind="allocated", text=_("this case is allocated to you."), by=by)
    return made


@transaction.atomic
def cover_worker(*, allocation: Allocation, worker: User, starts: date, ends: date, reason: str, by: User) -> Cover:
    """Let somebody of the team stand in for the owner of a slot, both days included, and tell them.

    Raises as :func:`allocate_worker`, and ``AlreadyRecorded`` where somebody covers on one of the days.
    """
    allocation = (
        Allocation.objects.select_for_update(of=("self",)).select_related("case", "worker").get(pk=allocation.pk)
    )
    case = allocation.case
    check_can_allocate(by, case)
    _check_days(allocation, starts, ends)
    _check_worker(case, worker, starts)
    professions = rules_of(case).slot(allocation.slot).professions
    if worker.profession not in professions:
        raise WorkerUnsuitable(field="worker")
    if allocation.covers.filter(holds_within(starts, ends)).exists():
        raise AlreadyRecorded(_("Somebody covers on one of these days already."), field="starts")
    made = cover_allocation(allocation=allocation, worker=worker, starts=starts, ends=ends, reason=reason, by=by)
    tell(users=[worker], case=case, kind="cover", text=_("you cover this case for a while."), by=by)
    return made


def barred_from(case: Case, on: date) -> set:
    """Ids of users whom an exclusion or a restriction keeps from the case's family on a day."""
    return set(Exclusion.objects.filter(holds_on(on), family=case.family_id).values_list("user", flat=True))


def named_in_restriction(case: Case, on: date) -> set | None:
    """Ids of the only users who may see the family on a day; None where it is open to the team."""
    restriction = Restriction.objects.filter(holds_on(on), family=case.family_id).first()
    return set(restriction.names.values_list("user", flat=True)) if restriction else None


def _check_worker(case: Case, worker: User, on: date) -> None:
    """The same words for every ground: why somebody is kept from a family is nobody's business here."""
    able = User.objects.able_to(Permission.WORK_CASES, team=case.team_id, on=on)
    named = named_in_restriction(case, on)
    barred = worker.pk in barred_from(case, on) or (named is not None and worker.pk not in named)
    if barred or not able.filter(pk=worker.pk).exists():
        raise WorkerUnsuitable(field="worker")


def _is_over(case: Case, slot: str, worker: User) -> bool:
    definition = rules_of(case)
    load = loads_of([worker], {worker.pk: limit_of(worker, definition)}, today())[worker.pk]
    return load.would_be_over(points_of(case, slot, definition))


def _check_capacity(case: Case, slot: str, worker: User, reason: str) -> None:
    try:
        over = _is_over(case, slot, worker)
        rules_of(case).slot(slot)
    except KeyError:
        raise SlotUnknown(field="slot") from None
    if over and not reason.strip():
        raise OverCapacity(
            _("%(name)s would be over the limit. Choose somebody else, or say why.") % {"name": worker.name},
            field="over_capacity_reason",
        )


def _check_days(allocation: Allocation, starts: date, ends: date) -> None:
    check_within_two_years(ends, field="ends")
    if ends < starts:
        raise DateImpossible(_("Cover cannot end before it starts."), field="ends")
    if starts < allocation.starts:
        raise DateImpossible(_("The owner has the case only from a later day."), field="starts")
    if allocation.ends and ends > allocation.ends:
        raise DateImpossible(_("The owner has the case only until an earlier day."), field="ends")
