"""What follows from a visit that was signed: tasks, and those who must know at once."""

from datetime import datetime, timedelta

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later_

from accounts.models import User
from accounts.roles import Permission
from activity.errors import Message
from families.actions.rows import change
from families.actions.tasks import add_task
from families.actions.telling import tell
from families.days import today
from families.definition_of import rules_of
from families.models import Case, Task, Visit, VisitCase
from families.models.choices import Concern, TaskCause, VisitOutcome
from families.visiting import Account, CaseEntry

TRY_AGAIN, BOOK_ANOTHER, RING_SOCIAL_WORKER = "again", "book", "ring"


def follow_up_visit(*, visit: Visit, account: Account, by: User) -> None:
    """Make the tasks and send the messages that an account asks for, within its transaction."""
    for entry in account.entries:
        _follow_concern(visit, entry, by)
        if account.outcome == VisitOutcome.NO_ACCESS:
            _next_try(visit, entry.case, account.next_try, by)
            _escalate(visit, entry.case, by)


def no_access_run(case: Case, *, until: datetime | None = None) -> int:
    """How many of the latest visits in a row met nobody, those up to ``until`` where one is given.

    Cancelled ones neither count nor break the row.
    """
    latest = VisitCase.objects.filter(
        case=case, visit__outcome__in=[VisitOutcome.DONE, VisitOutcome.NO_ACCESS]
    ).order_by("-visit__happened_at", "-visit_id")
    if until is not None:
        latest = latest.filter(visit__happened_at__lte=until)
    run = 0
    for outcome in latest.values_list("visit__outcome", flat=True).iterator(chunk_size=10):
        if outcome == VisitOutcome.DONE:
            break
        run += 1
    return run


def take_back_effects(*, visit: Visit, by: User) -> None:
    """Cancel the tasks that a visit made and nobody has done yet; tell those who were alarmed."""
    open_tasks = visit.tasks.select_for_update(of=("self",)).filter(done_on=None, cancelled_on=None)
    alarmed: dict[Case, bool] = {}
    for task in open_tasks.select_related("case__team").order_by("pk"):
        change(task, cancelled_on=today())
        alarmed[task.case] = alarmed.get(task.case, False) or task.urgent
    for case in [case for case, urgent in alarmed.items() if urgent]:
        _tell_managers(case, "visit-undone", later_("a visit that you were told of has been taken back"), by)


def managers_of(case: Case) -> list[User]:
    """The managers of the case's team who may see it."""
    able = User.objects.able_to(Permission.ALLOCATE, team=case.team_id, on=today()).order_by("name", "pk")
    return [user for user in able if Case.objects.visible_to(user).filter(pk=case.pk).exists()]


def _follow_concern(visit: Visit, entry: CaseEntry, by: User) -> None:
    if entry.concern == Concern.FOLLOW_UP:
        days = rules_of(entry.case).visits.follow_up_days
        title = entry.follow_up.strip() or _("Follow up what the visit raised")
        _task(visit, entry.case, title, TaskCause.FOLLOW_UP, by, days=days)
    elif entry.concern == Concern.SAFEGUARDING:
        title = entry.follow_up.strip() or _("Safeguarding concern from a visit: act on it today")
        _task(visit, entry.case, title, TaskCause.SAFEGUARDING, by, urgent=True)
        text = later_("a safeguarding concern was recorded at a visit")
        _tell_managers(entry.case, "safeguarding", text, by, email=True)


def _next_try(visit: Visit, case: Case, choice: str, by: User) -> None:
    titles = {
        TRY_AGAIN: _("Try the visit again today"),
        BOOK_ANOTHER: _("Book another day for the visit"),
        RING_SOCIAL_WORKER: _("Ring the social worker: nobody was met at the visit"),
    }
    if choice in titles:
        _task(visit, case, titles[choice], TaskCause.NEXT_TRY, by)


def _escalate(visit: Visit, case: Case, by: User) -> None:
    run, limit = no_access_run(case), rules_of(case).visits.no_access_escalation_after
    if run < limit:
        return
    text = format_lazy(later_("{count} visits in a row met nobody"), count=run)
    _tell_managers(case, "no-access", text, by, email=True)
    waiting = Task.objects.filter(case=case, cause=TaskCause.NO_ACCESS, done_on=None, cancelled_on=None)
    if not waiting.exists():
        title = _("%(count)s visits in a row met nobody: agree with the manager what to do") % {"count": run}
        _task(visit, case, title, TaskCause.NO_ACCESS, by, urgent=True)


def _task(
    visit: Visit, case: Case, title: str, cause: TaskCause, by: User, *, days: int = 0, urgent: bool = False
) -> Task:
    due = today() + timedelta(days=days)
    return add_task(case=case, title=title, assigned_to=by, due_on=due, urgent=urgent, cause=cause, visit=visit, by=by)


def _tell_managers(case: Case, kind: str, text: Message, by: User, *, email: bool = False) -> None:
    tell(users=managers_of(case), case=case, kind=kind, text=text, email=email, by=by)
