"""Milestones kept in line with the facts: counted by the pure clocks, written here in one pass."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from families.clocks import Change, Facts, Stored, due_dates, renew
from families.clocks import Milestone as Computed
from families.definition_of import rules_of
from families.models import Case, Milestone
from families.working_days import calendar_of

RENEWED = [
    "trigger_on", "prompt_on", "due_on", "met_on", "withdrawn_on", "sum",
]  # fmt: skip


def renew_milestones(*, case: Case, facts: Facts, by: User | None) -> None:
    """Count the clocks of a case again and store what changed, within the caller's transaction."""
    fresh, moved = count_again(case=case, facts=facts, rows=case.milestones.all(), by=by)
    Milestone.objects.bulk_create(fresh)
    Milestone.objects.bulk_update(moved, RENEWED)


def count_again(
    *, case: Case, facts: Facts, rows: Iterable[Milestone], by: User | None
) -> tuple[list[Milestone], list[Milestone]]:
    """The milestones that are new, unsaved, and those of ``rows`` that change, as the facts now have it."""
    definition = rules_of(case)
    computed = due_dates(facts, definition.clocks, calendar_of(definition.jurisdiction))
    known = {row.pk: row for row in rows}
    changes = renew([_stored(row) for row in known.values()], computed)
    fresh = [_new(case, one.computed, by) for one in changes if one.fate == "new" and one.computed]
    moved = [_changed(known[one.stored.id], one) for one in changes if one.fate in _FATES and one.stored]  # type: ignore[index]
    return fresh, moved


def _stored(row: Milestone) -> Stored:
    return Stored(
        id=row.pk,
        rule=row.rule,
        subject=str(row.child_id) if row.child_id else None,
        sequence=row.sequence,
        trigger_on=row.trigger_on,
        prompt_on=row.prompt_on,
        due_on=row.due_on,
        met_on=row.met_on,
        withdrawn_on=row.withdrawn_on,
    )


def _new(case: Case, computed: Computed, by: User | None) -> Milestone:
    return Milestone(
        case=case,
        child_id=UUID(computed.subject) if computed.subject else None,
        rule=computed.rule,
        sequence=computed.sequence,
        first_due_on=computed.due_on,
        entered_by=by,
        **_days(computed),
    )


def _days(computed: Computed) -> dict[str, Any]:
    return {
        "trigger_on": computed.trigger_on,
        "prompt_on": computed.prompt_on,
        "due_on": computed.due_on,
        "met_on": computed.met_on,
        "withdrawn_on": None,
        "sum": computed.explanation.as_data(),
    }


def _take_days(row: Milestone, computed: Computed) -> None:
    for name, value in _days(computed).items():
        setattr(row, name, value)


def _take_met(row: Milestone, computed: Computed) -> None:
    row.met_on, row.withdrawn_on = computed.met_on, None


def _withdraw(row: Milestone, computed: Computed | None) -> None:
    row.withdrawn_on = _today()


_FATES = {"move": _take_days, "reopened": _take_days, "met": _take_met, "withdrawn": _withdraw}


def _changed(row: Milestone, change: Change) -> Milestone:
    _FATES[change.fate](row, change.computed)  # type: ignore[arg-type]
    return row


def _today() -> date:
    return timezone.localdate()
