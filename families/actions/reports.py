"""Assessments and conferences that others are asked for: asked, received, called off."""

from datetime import date

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.edits import save_edit
from families.actions.holding import holding
from families.actions.rows import change
from families.actions.tasks import add_task
from families.days import check_has_come, check_within_two_years, today
from families.definition_of import rules_of
from families.definitions.papers import ReportKind
from families.errors import AlreadyRecorded, CaseIsClosed, DateImpossible, PaperNotReady
from families.models import Case, Document, Report, Task
from families.working_days import calendar_of


@holding
def ask_report(
    *, case: Case, kind: str, asked_of: str, why: str = "", asked_on: date, due_on: date | None = None, by: User | None
) -> Report:
    """Write down that a report was asked for; a task reminds whoever asked on the day it is due.

    Without a day it is due after the working days that the service gives it. Raises ``CaseIsClosed``,
    ``DateImpossible`` or ``PaperNotReady`` at the field.
    """
    if case.closed_on is not None:
        raise CaseIsClosed
    found = report_kind(case, kind)
    if found is None:
        raise PaperNotReady(_("Choose what is asked for from the list."), field="kind")
    check_has_come(asked_on, field="asked_on")
    if due_on is None:
        due_on = calendar_of(rules_of(case).jurisdiction).add(asked_on, found.due_working_days)
    check_within_two_years(due_on, field="due_on")
    if due_on < asked_on:
        raise DateImpossible(_("It cannot be due before it was asked for."), field="due_on")
    report = Report(case=case, kind=kind, asked_of=asked_of, why=why, asked_on=asked_on, due_on=due_on, entered_by=by)
    report.task = _remind(case, found, report, by)
    report.save()
    return report


@transaction.atomic
def receive_report(
    *, report: Report, expected_version: int, received_on: date, outcome: str, document: Document | None, by: User
) -> Report:
    """Write down what came. Correcting it later is the same. Raises ``DateImpossible`` or ``StaleEdit``."""
    if report.called_off_on:
        raise AlreadyRecorded(_("This was called off. Ask for it anew."))
    check_has_come(received_on, field="received_on")
    if received_on < report.asked_on:
        raise DateImpossible(_("It was asked for later than this."), field="received_on")
    changes = {"received_on": received_on, "outcome": outcome, "document": document}
    saved = save_edit(report, expected_version=expected_version, changes=changes, by=by)
    _settle(report.task, done=True)
    return saved


@transaction.atomic
def call_report_off(*, report: Report, expected_version: int, reason: str, by: User) -> Report:
    """It is not wanted any more, or was refused. Raises ``AlreadyRecorded``, ``PaperNotReady`` or ``StaleEdit``."""
    if report.received_on:
        raise AlreadyRecorded(_("It has come already."))
    if not reason.strip():
        raise PaperNotReady(_("Say why it is called off."), field="reason")
    changes = {"called_off_on": today(), "called_off_reason": reason.strip()}
    saved = save_edit(report, expected_version=expected_version, changes=changes, by=by)
    _settle(report.task, done=False)
    return saved


def report_kind(case: Case, key: str) -> ReportKind | None:
    """What the service knows of a kind of report."""
    return next((one for one in rules_of(case).reports if one.key == key), None)


def _remind(case: Case, kind: ReportKind, report: Report, by: User | None) -> Task:
    words = {"what": kind.label.text(get_language() or "en"), "whom": report.asked_of}
    title = now_("%(what)s from %(whom)s: has it come?") % words
    task = add_task(case=case, title=title, assigned_to=by, due_on=max(report.due_on, today()), by=by)
    if report.due_on < today():  # written down late: it is overdue from the start
        change(task, due_on=report.due_on)
    return task


def _settle(task: Task | None, *, done: bool) -> None:
    if task is None or task.done_on or task.cancelled_on:
        return
    if done:
        change(task, done_on=today())
    else:
        change(task, cancelled_on=today())
