"""Cases with the children whom they are about, as lists of them are read: two questions, whatever their number."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from families.models import Case, Child


def children_of(cases: QuerySet[Case, Case]) -> QuerySet[Child, Child]:
    """The children whom the summaries of some cases name, with what they are called by."""
    about = Q(pregnancy__in=cases.filter(pregnancy__isnull=False).values("pregnancy"))
    about |= Q(pk__in=cases.filter(child__isnull=False).values("child"))
    return Child.objects.filter(about).select_related("person", "pregnancy__mother").order_by("birth_order", "pk")


def with_children(cases: Iterable[Case], children: list[Child]) -> dict[UUID, list[Child]]:
    """The children of each case by its id; a case about one child has it as ``case.child``."""
    known = {one.pk: one for one in children}
    of_pregnancy: dict[UUID | None, list[Child]] = {}
    for child in children:
        of_pregnancy.setdefault(child.pregnancy_id, []).append(child)
    found = {}
    for case in cases:
        if case.child_id in known:
            case.child = known[case.child_id]
        found[case.pk] = [case.child] if case.child else of_pregnancy.get(case.pregnancy_id, [])
    return found
