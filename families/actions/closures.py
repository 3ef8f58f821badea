"""How a case ends: a worker asks, a manager signs or refuses, and for a while it can be undone.

Nothing closes by itself: every closing has a person who signed it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.edits import save_edit
from families.actions.cancelling import cancel_planned_visits, open_tasks
from families.actions.ending import end_case, save_stage
from families.actions.holding import hold, holding
from families.actions.renew import renew_case
from families.actions.rows import change
from families.actions.telling import tell, tell_workers
from families.days import check_has_come, said, today
from families.definition_of import rules_of
from families.definitions.schema import Closing
from families.errors import AlreadyRecorded, CannotClose, CannotReopen, DateImpossible
from families.facts import children_of
from families.labels import by_key
from families.models import Case, Closure, Status, Task
from families.registries import ClosingGap, closing_gaps


@dataclass(frozen=True)
class TaskFate:
    """What becomes of an open task: ``done``, ``cancelled`` or ``reassigned`` to somebody."""

    fate: str
    to: User | None = None


@holding
def ask_closure(
    *,
    case: Case,
    reason: str,
    note: str = "",
    asked_on: date,
    end_scores_missing_reason: str = "",
    statuses_confirmed: bool = False,
    tasks: Mapping[UUID, TaskFate] | None = None,
    by: User | None,
) -> Closure:
    """Ask a manager to close the case; its stage becomes closing.

    Raises ``CannotClose`` while an open task has no fate, a gap of ``closing_gaps`` has no reason, or
    the child protection and legal statuses are not confirmed; ``AlreadyRecorded`` if it was asked.
    """
    case = _locked(case)
    chosen = reason_of(case, reason)
    check_has_come(asked_on, field="asked_on")
    if asked_on < case.opened_on:
        raise DateImpossible(_("The case was accepted later than this."), field="asked_on")
    _check_gaps(case, chosen, end_scores_missing_reason)
    _settle_tasks(case, tasks or {})
    if not statuses_confirmed:
        raise CannotClose(_("Confirm the child protection and legal statuses."), field="statuses_confirmed")
    closure = _ask(case, chosen, note, asked_on, end_scores_missing_reason, by)
    renew_case(case=case, by=by)
    return closure


@transaction.atomic
def open_bereavement_closure(*, case: Case, by: User | None) -> Closure | None:
    """Ask for a closure because of a loss; nothing else is asked of anybody.

    A closure that waits already takes the loss as its reason. None where the definition has no
    closing reason for a loss.
    """
    reason = next((one for one in rules_of(case).closing_reasons if one.is_loss), None)
    if reason is None:
        return None
    waiting = closure_in_force(case)
    if waiting is None:
        return _ask(case, reason, "", today(), "", by)
    change(waiting, reason=reason.key, is_loss=True, is_transfer=False)
    return waiting


@transaction.atomic
def sign_closure(
    *, closure: Closure, expected_version: int, signed_on: date, register_acknowledged: bool = False, by: User
) -> Closure:
    """Close the case: a second person signs, allocations end, planned visits are cancelled.

    Raises ``CannotClose`` (the same person, a gap, a child on the register that the manager has not
    acknowledged), ``DateImpossible`` or ``StaleEdit``.
    """
    case = _locked(closure.case)
    _check_waiting(closure)
    _check_second_person(closure, by)
    _check_signing_day(closure, signed_on)
    _check_gaps(case, reason_of(case, closure.reason), closure.end_scores_missing_reason)
    if on_register(case) and not register_acknowledged:
        raise CannotClose(
            _("Somebody in this case is on the child protection register. Say that you know."),
            field="register_acknowledged",
        )
    changes = {"signed_on": signed_on, "signed_by": by, "register_acknowledged": register_acknowledged}
    signed = save_edit(closure, expected_version=expected_version, changes=changes, by=by)
    tell_workers(case=case, kind="closure", text=_("the closure has been signed."), by=by)
    _close(case, signed_on, by)
    return signed


@transaction.atomic
def refuse_closure(*, closure: Closure, expected_version: int, reason: str, by: User) -> Closure:
    """Send a closure back with a reason; the case goes on. Raises ``CannotClose`` or ``StaleEdit``."""
    case = _locked(closure.case)
    _check_waiting(closure)
    if not reason.strip():
        raise CannotClose(_("Say why the case stays open."), field="refused_reason")
    changes = {"refused_on": today(), "refused_reason": reason.strip()}
    refused = save_edit(closure, expected_version=expected_version, changes=changes, by=by)
    renew_case(case=case, by=by)
    asked = [closure.asked_by] if closure.asked_by else []
    tell(users=asked, case=case, kind="closure", text=_("the closure has been refused."), by=by)
    return refused


@holding
def reopen_case(*, case: Case, reason: str, by: User | None) -> Case:
    """Open a closed case again within the days that its definition allows.

    Raises ``CannotReopen``: not closed, too long ago, or another case is open about the same.
    """
    case = _locked(case)
    check_can_be_reopened(case)
    if not reason.strip():
        raise CannotReopen(_("Say why the case is opened again."), field="reason")
    if closure := closure_in_force(case):
        change(closure, reopened_on=today(), reopened_reason=reason.strip())
    case.closed_on = None
    try:
        with transaction.atomic():
            save_stage(case)
    except IntegrityError as broken:
        raise CannotReopen(_("Another case is open about the same pregnancy or child.")) from broken
    return renew_case(case=case, by=by)


def check_can_be_reopened(case: Case) -> None:
    """Raise ``CannotReopen`` where a new case is the way, and say so."""
    if case.closed_on is None:
        raise CannotReopen(_("This case is open."))
    last = last_day_to_reopen(case)
    if last and today() > last:
        raise CannotReopen(
            _("A case can be reopened for %(days)s days after it closed, here until %(day)s. Open a new case instead.")
            % {"days": rules_of(case).reopen_days, "day": said(last)}
        )


def last_day_to_reopen(case: Case) -> date | None:
    """The last day on which a closed case may be reopened; None while it is open."""
    return case.closed_on + timedelta(days=rules_of(case).reopen_days) if case.closed_on else None


def closure_in_force(case: Case) -> Closure | None:
    """The closure that waits or that closed the case; refused and undone ones are history."""
    return next((one for one in case.closures.all() if one.refused_on is None and one.reopened_on is None), None)


def reason_of(case: Case, key: str) -> Closing:
    """The closing reason of that key. Raises ``CannotClose`` where the service has none."""
    try:
        return by_key(rules_of(case).closing_reasons, key)
    except KeyError:
        raise CannotClose(_("Choose a reason from the list."), field="reason") from None


def gaps_of(case: Case, reason: Closing | None = None) -> list[ClosingGap]:
    """What is missing before closing; after a loss or a transfer nothing that a reason may excuse."""
    gaps = closing_gaps(case)
    spared = reason is not None and (reason.is_loss or reason.is_transfer)
    return [gap for gap in gaps if not (spared and gap.excusable)]


def statuses_today(case: Case) -> list[Status]:
    """The statuses in force of the client and of the children the case is about."""
    people = [case.client_id, *(child.person_id for child in children_of(case))]
    return list(Status.objects.holding_on(today()).filter(person__in=people).select_related("person"))


def on_register(case: Case) -> bool:
    """Whether the client or a child of the case is on the child protection register today."""
    return any(status.on_register for status in statuses_today(case))


def _locked(case: Case) -> Case:
    hold(case)
    return Case.objects.select_for_update(of=("self",), no_key=True).for_reading().get(pk=case.pk)


def _ask(case: Case, reason: Closing, note: str, asked_on: date, scores_missing: str, by: User | None) -> Closure:
    if case.closed_on:
        raise CannotClose(_("This case is closed already."))
    if closure_in_force(case):
        raise AlreadyRecorded(_("A closure has been asked for already. A manager will sign or refuse it."))
    return Closure.objects.create(
        case=case,
        reason=reason.key,
        is_loss=reason.is_loss,
        is_transfer=reason.is_transfer,
        note=note,
        asked_on=asked_on,
        asked_by=by,
        end_scores_missing_reason=scores_missing,
        statuses=statuses_as_data(case),
        entered_by=by,
    )


def statuses_as_data(case: Case) -> list[dict[str, Any]]:
    """The statuses in force, as a closure keeps them."""
    return [
        {"person": str(one.person_id), "kind": one.kind, "categories": one.categories} for one in statuses_today(case)
    ]


def _check_gaps(case: Case, reason: Closing, scores_missing: str) -> None:
    for gap in gaps_of(case, reason):
        if not gap.excusable:
            raise CannotClose(gap.message)
        if not scores_missing:
            raise CannotClose(gap.message, field="end_scores_missing_reason")


def _settle_tasks(case: Case, fates: Mapping[UUID, TaskFate]) -> None:
    for task in open_tasks(case):
        chosen = fates.get(task.pk)
        if chosen is None:
            raise CannotClose(_("Say what becomes of every open task."), field=f"task-{task.pk}")
        _settle(task, chosen)


def _settle(task: Task, chosen: TaskFate) -> None:
    if chosen.fate == "reassigned" and chosen.to:
        change(task, assigned_to=chosen.to)
    elif chosen.fate == "done":
        change(task, done_on=today())
    elif chosen.fate == "cancelled":
        change(task, cancelled_on=today())
    else:
        raise CannotClose(_("Choose who takes the task over."), field=f"task-{task.pk}")


def _check_waiting(closure: Closure) -> None:
    if Closure.objects.filter(pk=closure.pk, signed_on__isnull=False).exists():
        raise AlreadyRecorded(_("This closure is signed already."))
    if Closure.objects.filter(pk=closure.pk, refused_on__isnull=False).exists():
        raise AlreadyRecorded(_("This closure is refused already."))


def _check_second_person(closure: Closure, by: User) -> None:
    if closure.asked_by_id == by.pk:
        raise CannotClose(_("You asked for this closure. Somebody else has to sign it."))


def _check_signing_day(closure: Closure, signed_on: date) -> None:
    check_has_come(signed_on, field="signed_on")
    if signed_on < closure.asked_on:
        raise DateImpossible(
            _("It was asked for on %(day)s. It cannot be signed before.") % {"day": said(closure.asked_on)},
            field="signed_on",
        )


def _close(case: Case, on: date, by: User | None) -> None:
    cancel_planned_visits(cases=[case], reason=now_("Case closed"), by=by)
    end_case(case, on)
    renew_case(case=case, by=by)
