"""What an action would do to the clocks of a case: done for real, compared, and taken back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from families.models import Case, Milestone

Key = tuple[str, UUID | None, int]


@dataclass(frozen=True)
class Move:
    """An unmet clock before and after. ``before`` None: it starts; ``after`` None: it ends."""

    case: Case
    rule: str
    child_id: UUID | None
    before: date | None
    after: date | None


def moves_of(cases: Iterable[Case], act: Callable[[], object]) -> list[Move]:
    """The unmet clocks that ``act`` would start, move or end. Nothing of it stays.

    What ``act`` raises passes through, so that a preview shows the same errors as saving.
    """
    seen = list(cases)
    with transaction.atomic():
        before = {case.pk: _waiting(case) for case in seen}
        act()
        after = {case.pk: _waiting(case) for case in seen}
        transaction.set_rollback(True)
    return [move for case in seen for move in _compare(case, before[case.pk], after[case.pk])]


def _waiting(case: Case) -> dict[Key, date]:
    rows = Milestone.objects.filter(case=case).waiting()
    return {(row.rule, row.child_id, row.sequence): row.due_on for row in rows}


def _compare(case: Case, before: dict[Key, date], after: dict[Key, date]) -> list[Move]:
    keys = sorted(before.keys() | after.keys(), key=lambda key: (str(after.get(key) or before.get(key)), key[0]))
    found = (Move(case, key[0], key[1], before.get(key), after.get(key)) for key in keys)
    return [move for move in found if move.before != move.after]
