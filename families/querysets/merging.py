"""Merges, reached only through the people who may be seen, and what stands for a joined row."""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from accounts.models import User
from accounts.roles import Permission
from families.models import Case, Merge, MergedRow, Person
from families.querysets.shown import people_shown_to

Row = TypeVar("Row", Person, Case)
LONGEST_CHAIN = 20
"""Merges of merges that are followed; a longer chain would be a fault."""


def people_to_merge(user: User) -> QuerySet[Person]:
    """People whom ``user`` may know of through a case of a team whose duplicates they resolve."""
    teams = user.teams_with(Permission.TRIAGE)
    cases = Case.objects.visible_to(user).filter(team__in=teams)
    about = (
        Q(cases__in=cases)
        | Q(memberships__family__in=cases.values("family"))
        | Q(child__pregnancy__in=cases.values("pregnancy"))
    )
    return people_shown_to(user).filter(about).distinct()


def can_merge(user: User, person: Person) -> bool:
    """Whether to offer looking for another record of this person."""
    return user.holds(Permission.TRIAGE) and people_to_merge(user).filter(pk=person.pk).exists()


def merges_shown_to(user: User) -> QuerySet[Merge]:
    """Merges whose kept person, or whoever stands for them now, ``user`` could merge."""
    people = people_to_merge(user).values("pk")
    stands = Q(kept__in=people) | Q(kept__merged_into__in=people) | Q(kept__merged_into__merged_into__in=people)
    return Merge.objects.filter(stands)


def merges_of(person: Person, user: User) -> QuerySet[Merge]:
    """Merges that this record came out of, the newest first."""
    chain = Q(kept=person) | Q(merged=person) | Q(kept__merged_into=person) | Q(kept__merged_into__merged_into=person)
    rows = merges_shown_to(user).filter(chain).select_related("kept", "merged", "entered_by", "undone_by")
    return rows.order_by("-entered_at")


def standing_for(row: Row) -> Row:
    """The row that stands for this one; itself where it was not joined to another."""
    for _step in range(LONGEST_CHAIN):
        if row.merged_into_id is None:
            break
        row = type(row).with_merged.get(pk=row.merged_into_id)
    return row


def kept_person(pk: UUID) -> Person | None:
    """Who stands for a joined person; None where there is no such joined person."""
    found = Person.with_merged.filter(pk=pk, merged_into__isnull=False).first()
    return standing_for(found) if found else None


def kept_case(pk: UUID) -> Case | None:
    """The case that a joined case was joined to; None where there is no such joined case."""
    found = Case.with_merged.filter(pk=pk, merged_into__isnull=False).first()
    return standing_for(found) if found else None


def kept_rows(keys: set[UUID]) -> dict[UUID, UUID]:
    """For those of any rows' ids that were joined, what stands for each now; a few queries for a chain."""
    found: dict[UUID, UUID] = {}
    wanted = set(keys)
    for _step in range(LONGEST_CHAIN):
        rows = MergedRow.objects.filter(
            row_id__in=[str(one) for one in wanted], fate=MergedRow.Fate.JOINED, merge__undone_at=None
        )
        step = {UUID(gone): UUID(after["merged_into_id"]) for gone, after in rows.values_list("row_id", "after")}
        if not step:
            break
        found = {gone: step.get(kept, kept) for gone, kept in found.items()} | {
            gone: kept for gone, kept in step.items() if gone in keys
        }
        wanted = set(step.values())
    return found


def row_of(model: type[Model], row_id: str) -> Any:
    """The row that a ledger's line is about, joined or not; None where it is gone."""
    return model._base_manager.filter(pk=row_id).first()
