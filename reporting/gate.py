"""Which rows behind a figure a reader may see by reference; the rest are a number."""

from collections.abc import Iterable
from uuid import UUID

from accounts.models import User
from accounts.roles import Permission
from families.models import Case, Service


def readable_cases(user: User, service: Service, cases: Iterable[UUID | None]) -> set[UUID | None]:
    """Of these cases, those whose reference ``user`` may read. A row of no case may be read by everybody.

    Who makes returns for the partnership reads every reference that is not withheld from them by a
    restriction or an exclusion; others those of the cases that they may see.
    """
    asked = {case for case in cases if case is not None}
    found = Case.objects.filter(pk__in=asked)
    if service.partnership_id in user.partnerships_with(Permission.MAKE_RETURNS):
        found = found.filter(partnership=service.partnership_id).not_withheld_from(user)
    else:
        found = found.visible_to(user)
    return {None, *found.values_list("pk", flat=True)}


def extractable_cases(user: User, service: Service, cases: Iterable[UUID | None]) -> set[UUID | None]:
    """Of these cases, those of which ``user`` may get a row without names; it says nothing of reading a reference.

    None without the right to such rows; what a restriction or an exclusion keeps from them is left out.
    """
    if service.partnership_id not in user.partnerships_with(Permission.EXPORT_EXTRACT):
        return set()
    asked = {case for case in cases if case is not None}
    found = Case.objects.filter(pk__in=asked, partnership=service.partnership_id).not_withheld_from(user)
    return set(found.values_list("pk", flat=True))


def openable_cases(user: User, cases: Iterable[UUID | None]) -> set[UUID]:
    """Of these cases, those whose record ``user`` may open."""
    asked = {case for case in cases if case is not None}
    return set(Case.objects.visible_to(user).filter(pk__in=asked).values_list("pk", flat=True))
