"""When somebody leaves: everything that is theirs goes to others in one step, or nothing does."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from activity.errors import RuleBroken
from families.actions.allocating import allocate_worker
from families.actions.rows import change
from families.days import check_within_two_years, today
from families.definition_of import rules_of
from families.errors import DateImpossible, OverCapacity, PlanChanged
from families.models import Allocation, Case, Task, Visit, VisitWorker
from families.querysets.shown import cases_shown_to
from families.workload import Load, limit_of, loads_of, points_of


@dataclass(frozen=True)
class Moved:
    """What a reassignment did."""

    allocations: int
    tasks: int
    visits: int


@transaction.atomic
def reassign_all(
    *, leaver: User, last_day: date, to: Mapping[UUID, User], over_capacity_reason: str = "", by: User
) -> Moved:
    """Give every open allocation of ``leaver`` that ``by`` manages to somebody else from the day after.

    ``to``: the new worker of each allocation. Open tasks follow the first of them on the case, visits planned
    for later days too. Raises ``PlanChanged`` where the allocations are not those of ``to`` any more,
    ``OverCapacity`` where somebody would pass the limit and no reason is given, and whatever one
    allocation raises, with the case's reference; then nothing at all has been moved.
    """
    _check_day(last_day)
    rows = open_allocations(leaver, by, last_day).select_for_update(of=("self",))
    found = {row.pk: row for row in rows}
    if set(found) != set(to):
        raise PlanChanged
    reason = over_capacity_reason.strip()
    if not reason:
        _check_capacity(found, to)
    starts = last_day + timedelta(days=1)
    for pk, row in sorted(found.items()):
        _give(row, to[pk], starts, reason, by)
    heirs = {row.case_id: to[pk] for pk, row in sorted(found.items(), reverse=True)}
    return Moved(len(found), _move_tasks(leaver, heirs), _move_visits(leaver, heirs, last_day))


def open_allocations(leaver: User, by: User, last_day: date) -> QuerySet[Allocation]:
    """What ``leaver`` still holds after ``last_day`` on open cases that ``by`` may allocate."""
    cases = cases_shown_to(by).filter(team__in=by.teams_with(Permission.ALLOCATE), closed_on__isnull=True)
    rows = Allocation.objects.filter(worker=leaver, ends__isnull=True, starts__lte=last_day, case__in=cases)
    found = rows.select_related("case__service_version", "case__client").defer("case__service_version__definition")
    return found.order_by("case__reference", "slot")


def _check_day(last_day: date) -> None:
    check_within_two_years(last_day, field="last_day")
    if last_day < today() - timedelta(days=1):
        raise DateImpossible(_("Cases are reassigned from today or a day to come."), field="last_day")


def _check_capacity(found: Mapping[UUID, Allocation], to: Mapping[UUID, User]) -> None:
    over = [load.worker.name for load in loads_after(found, to) if load.would_be_over(0)]
    if over:
        raise OverCapacity(
            _("%(names)s would be over the limit. Choose others, or say why.") % {"names": ", ".join(over)},
            field="over_capacity_reason",
        )


def loads_after(found: Mapping[UUID, Allocation], to: Mapping[UUID, User]) -> list[Load]:
    """The load of each new worker with everything that they would get."""
    more: dict[UUID, float] = {}
    limits: dict[UUID, float] = {}
    for pk, worker in to.items():
        rules = rules_of(found[pk].case)
        more[worker.pk] = more.get(worker.pk, 0.0) + points_of(found[pk].case, found[pk].slot, rules)
        limits[worker.pk] = limit_of(worker, rules)
    loads = loads_of(to.values(), limits, today())
    return [replace(load, points=round(load.points + more[pk], 1)) for pk, load in loads.items()]


def _give(row: Allocation, worker: User, starts: date, reason: str, by: User) -> None:
    try:
        allocate_worker(case=row.case, slot=row.slot, worker=worker, starts=starts, over_capacity_reason=reason, by=by)
    except RuleBroken as broken:
        raise type(broken)(f"{row.case.reference}: {broken.message}", field=f"to_{row.pk}") from broken


def _move_tasks(leaver: User, heirs: Mapping[UUID, User]) -> int:
    rows = Task.objects.select_for_update(of=("self",)).filter(
        assigned_to=leaver, case__in=heirs, done_on__isnull=True, cancelled_on__isnull=True
    )
    count = 0
    for task in rows:
        change(task, assigned_to=heirs[task.case_id])
        count += 1
    return count


def _move_visits(leaver: User, heirs: Mapping[UUID, User], last_day: date) -> int:
    """The heir takes the leaver's place at visits planned after the last day, unless they go already."""
    later = Visit.objects.planned().filter(planned_for__date__gt=last_day, visit_cases__case__in=heirs)
    count = 0
    for seat in VisitWorker.objects.select_for_update(of=("self",)).filter(worker=leaver, visit__in=later):
        case = Case.objects.filter(visit_cases__visit=seat.visit_id, pk__in=heirs).order_by("reference").first()
        heir = heirs[case.pk] if case else None
        if heir is None:
            continue
        if VisitWorker.objects.filter(visit=seat.visit_id, worker=heir).exists():
            seat.delete()
        else:
            seat.worker = heir
            seat.save(update_fields=["worker"])
        count += 1
    return count
