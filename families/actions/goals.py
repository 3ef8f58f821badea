"""Goals in the family's words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.edits import save_edit
from families.actions.holding import holding
from families.days import check_has_come
from families.errors import CaseIsClosed, DateImpossible
from families.models import Case, Goal


@holding
def add_goal(
    *, case: Case, title: str, their_words: str = "", next_step: str = "", agreed_on: date, by: User | None
) -> Goal:
    """Add a goal that was agreed on a day. Raises ``CaseIsClosed`` or ``DateImpossible``."""
    if case.closed_on is not None:
        raise CaseIsClosed
    check_has_come(agreed_on, field="agreed_on")
    return Goal.objects.create(
        case=case,
        title=title,
        their_words=their_words,
        next_step=next_step,
        agreed_on=agreed_on,
        entered_by=by,
    )


def edit_goal(*, goal: Goal, expected_version: int, changes: Mapping[str, Any], by: User) -> Goal:
    """Change a goal's words, or the day it was reached or dropped.

    Raises ``DateImpossible``, or ``StaleEdit`` where somebody changed it first.
    """
    agreed = changes.get("agreed_on", goal.agreed_on)
    check_has_come(agreed, field="agreed_on")
    for name in ("reached_on", "dropped_on"):
        ended = changes.get(name)
        if ended is None:
            continue
        check_has_come(ended, field=name)
        if ended < agreed:
            raise DateImpossible(_("That is before the goal was agreed."), field=name)
    return save_edit(goal, expected_version=expected_version, changes=changes, by=by)
