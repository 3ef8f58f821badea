"""Things to be done about a case."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.edits import save_edit
from families.actions.holding import holding
from families.days import today
from families.errors import AlreadyRecorded, CaseIsClosed, DateImpossible
from families.models import Case, Meeting, Task, Visit


@holding
def add_task(
    *,
    case: Case,
    title: str,
    assigned_to: User | None = None,
    due_on: date | None = None,
    urgent: bool = False,
    cause: str = "",
    visit: Visit | None = None,
    meeting: Meeting | None = None,
    by: User | None,
) -> Task:
    """Add a task to an open case. ``cause`` and ``visit`` where a visit made it, ``meeting`` where one did.

    Raises ``CaseIsClosed``, or ``DateImpossible`` for a day that has passed.
    """
    if case.closed_on is not None:
        raise CaseIsClosed
    if due_on and due_on < today():
        raise DateImpossible(_("The day has passed. Choose today or later."), field="due_on")
    return Task.objects.create(
        case=case,
        title=title[:200],
        assigned_to=assigned_to,
        due_on=due_on,
        urgent=urgent,
        cause=cause,
        visit=visit,
        meeting=meeting,
        entered_by=by,
    )


def finish_task(*, task: Task, expected_version: int, by: User) -> Task:
    """Mark a task as done today. Raises ``AlreadyRecorded`` if it was done or cancelled, or ``StaleEdit``."""
    task.refresh_from_db()
    if task.done_on or task.cancelled_on:
        raise AlreadyRecorded(_("This task is finished already."))
    return save_edit(task, expected_version=expected_version, changes={"done_on": today()}, by=by)
