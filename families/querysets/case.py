"""The one gate to casework, and the words a caseload is described in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.roles import Permission
from families.querysets.dated import holds_on, holds_within

if TYPE_CHECKING:
    from accounts.models import User
    from families.models import Allocation, Case, Person


class AllocationQuerySet(models.QuerySet["Allocation"]):
    def current(self, on: date) -> AllocationQuerySet:
        """Allocations in force on ``on``."""
        return self.filter(holds_on(on))

    def naming(self, user: User, on: date) -> AllocationQuerySet:
        """Allocations that ``user`` owns, or covers, on ``on``."""
        cover = apps.get_model("families", "Cover").objects.filter(holds_on(on), worker=user, allocation=OuterRef("pk"))
        return self.current(on).filter(Q(worker=user) | Exists(cover))


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User) -> CaseQuerySet:
        """The cases that ``user`` may know of now.

        Team or allocation opens; a family whose parents are kept apart narrows to the side the
        worker is named on; restriction narrows to the people named; breaking the glass lifts
        both for an hour; exclusion beats everything. Who left the partnership has left its cases,
        allocated or not.
        """
        teams = user.teams_with(Permission.SEE_CASES)
        if not teams:
            return self.none()
        today = timezone.localdate()
        ours = Q(partnership__in=apps.get_model("accounts", "Team").objects.filter(pk__in=teams).values("partnership"))
        named = Exists(_naming(user, today))
        managed = Q(team__in=user.teams_with(Permission.ALLOCATE))
        glass = Exists(_broken_glass(user))
        scope = ours & (Q(team__in=teams) | named) & (Q(family__parents_kept_apart=False) | named | managed)
        return self.filter(glass | (scope & _unrestricted_for(user, today))).exclude(_excluded(user, today))

    def not_withheld_from(self, user: User) -> CaseQuerySet:
        """Leaves out what a restriction or an exclusion keeps from ``user``, whatever their team.

        For readers of figures, who see references of a whole partnership and no record.
        """
        today = timezone.localdate()
        return self.filter(_unrestricted_for(user, today)).exclude(_excluded(user, today))

    def named_on(self, user: User) -> CaseQuerySet:
        """The caseload of ``user`` today: owned or covered, and still open."""
        return self.visible_to(user).open().filter(Exists(_naming(user, timezone.localdate())))

    def open(self) -> CaseQuerySet:
        return self.filter(closed_on__isnull=True)

    def open_on(self, on: date) -> CaseQuerySet:
        """Open on the day ``on``; the closing day counts."""
        return self.filter(holds_on(on, starts="opened_on", ends="closed_on"))

    def open_within(self, first: date, last: date) -> CaseQuerySet:
        """Open on any day from ``first`` to ``last``."""
        return self.filter(holds_within(first, last, starts="opened_on", ends="closed_on"))

    def of_service(self, slug: str) -> CaseQuerySet:
        return self.filter(service_version__service__slug=slug)

    def about_person(self, person: Person) -> CaseQuerySet:
        """Cases whose client or child it is, or in whose family the person has or had a place."""
        return self.filter(
            Q(client=person)
            | Q(pregnancy__children__person=person)
            | Q(child__person=person)
            | Q(family__members__person=person)
        ).distinct()

    def for_reading(self) -> CaseQuerySet:
        """With what every list of cases shows, in one query.

        The definition is left out: it is large, and ``definition_of`` keeps each version it has read.
        """
        return self.select_related(
            "client", "family", "team", "pregnancy", "child__person", "child__birth", "service_version__service"
        ).defer("service_version__definition")


def _naming(user: User, on: date) -> models.QuerySet[Allocation]:
    allocation = apps.get_model("families", "Allocation")
    return allocation.objects.naming(user, on).filter(case=OuterRef("pk"))


def _broken_glass(user: User) -> models.QuerySet:
    now = timezone.now()
    glass = apps.get_model("families", "BreakGlass")
    return glass.objects.filter(user=user, case=OuterRef("pk"), starts_at__lte=now, ends_at__gt=now)


def _unrestricted_for(user: User, on: date) -> Q:
    restriction = apps.get_model("families", "Restriction").objects.filter(holds_on(on), family=OuterRef("family"))
    return Q(~Exists(restriction.exclude(names__user=user)))


def _excluded(user: User, on: date) -> Exists:
    exclusion = apps.get_model("families", "Exclusion")
    return Exists(exclusion.objects.filter(holds_on(on), user=user, family=OuterRef("family")))
