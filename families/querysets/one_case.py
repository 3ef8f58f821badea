"""One case found through the gate. Found once, it stands for the answer: what belongs to it is read by its id."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from activity.prepared import Prepared
from families.models import Case, Child
from families.querysets.case import Reader


def case_shown_to(user: User, case_id: UUID) -> Case | None:
    """The case if ``user`` may know of it, with its client, family, and what it is about; else None."""
    reader = Reader.of(user)
    if not reader.teams:
        return None
    found = _THROUGH_THE_GATE.one(
        case=case_id,
        user=reader.user,
        teams=reader.teams,
        managed=reader.managed,
        today=reader.today,
        now=reader.now,
    )
    if found and found.child_id:
        found.child = _CHILD.one(child=found.child_id)
    return found


def children_about(case: Case) -> list[Child]:
    """The children a case is about, in birth order, kept with it for those who ask later."""
    if case.child:
        return [case.child]
    children = _CHILDREN(pregnancy=case.pregnancy_id)
    for child in children:
        child.pregnancy = case.pregnancy
    keep_related(case.pregnancy, "children", children)
    return children


def keep_related(row: Any, name: str, related: list[Any]) -> None:
    """Let ``row.<name>.all()`` give these rows, as if they had been prefetched with it."""
    fetched = getattr(row, name).all()
    fetched._result_cache = related
    fetched._prefetch_done = True
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = fetched


def _gate(
    case: UUID, user: UUID, teams: list[UUID], managed: list[UUID], today: date, now: datetime
) -> QuerySet[Case, Case]:
    open_to = Case.objects.open_to(Reader(user, teams, managed, today, now))
    return open_to.filter(pk=case).select_related("client", "family", "pregnancy__mother")


def _children(pregnancy: UUID) -> QuerySet[Child, Child]:
    rows = Child.objects.filter(pregnancy=pregnancy).select_related("person", "birth", "loss")
    return rows.order_by("birth_order")


def _child(child: UUID) -> QuerySet[Child, Child]:
    return Child.objects.filter(pk=child).select_related("person", "birth", "loss", "pregnancy__mother")


_THROUGH_THE_GATE = Prepared(_gate)
_CHILDREN = Prepared(_children)
_CHILD = Prepared(_child)
