"""What a meeting agreed that somebody does: its tasks, written in the step that records it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import User
from families.actions.holding import holding
from families.actions.meetings import hold_meeting
from families.actions.tasks import add_task
from families.models import Case, Meeting


@dataclass(frozen=True)
class Agreed:
    """Something that somebody does by a day."""

    title: str
    assigned_to: User | None
    due_on: date | None = None


@holding
def hold_and_agree(*, tasks: Sequence[Agreed], writing_in: Case, by: User | None, **held: Any) -> Meeting:
    """Record a meeting as ``hold_meeting`` does, and make its tasks in the case that is written in.

    Either all of it is kept or nothing.
    """
    meeting = hold_meeting(writing_in=writing_in, by=by, **held)
    for one in tasks:
        add_task(
            case=writing_in, title=one.title, assigned_to=one.assigned_to, due_on=one.due_on, meeting=meeting, by=by
        )
    return meeting
