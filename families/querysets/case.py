"""The one gate to casework, and the words a caseload is described in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.roles import Permission
from activity.prepared import AnyOf
from activity.prepared_condition import PreparedCondition
from families.querysets.dated import holds_on, holds_within

if TYPE_CHECKING:
    from accounts.models import User
    from families.models import Allocation, Case, Person, Transfer


@dataclass(frozen=True)
class Reader:
    """All that the gate asks about somebody: who, of which teams, managing which, and when."""

    user: UUID
    teams: list[UUID]
    managed: list[UUID]
    today: date
    now: datetime

    @classmethod
    def of(cls, user: User) -> Reader:
        """What is true of ``user`` at this moment."""
        return cls(
            user=user.pk,
            teams=sorted(user.teams_with(Permission.SEE_CASES)),
            managed=sorted(user.teams_with(Permission.ALLOCATE)),
            today=timezone.localdate(),
            now=timezone.now(),
        )


class AllocationQuerySet(models.QuerySet["Allocation"]):
    def current(self, on: date) -> AllocationQuerySet:
        """Allocations in force on ``on``."""
        return self.filter(holds_on(on))

    def naming(self, user: User | UUID, on: date) -> AllocationQuerySet:
        """Allocations that ``user`` owns, or covers, on ``on``."""
        cover = apps.get_model("families", "Cover").objects.filter(holds_on(on), worker=user, allocation=OuterRef("pk"))
        return self.current(on).filter(Q(worker=user) | Exists(cover))


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User) -> CaseQuerySet:
        """The cases that ``user`` may know of now.

        Team or allocation opens; a case that another service took over is read by those who have it
        now; a family whose parents are kept apart narrows to the side the worker is named on;
        restriction narrows to the people named; breaking the glass lifts both for an hour; exclusion
        beats everything. Who left the partnership has left its cases, allocated or not.
        """
        reader = Reader.of(user)
        return self.open_to(reader) if reader.teams else self.none()

    def open_to(self, reader: Reader) -> CaseQuerySet:
        """As :meth:`visible_to`, for somebody who has a team."""
        return self.filter(_GATE(**vars(reader)))

    def through_the_gate(self, reader: Reader) -> CaseQuerySet:
        """The gate itself, as ``open_to`` has it written once."""
        teams = apps.get_model("accounts", "Team").objects.filter(AnyOf("pk", reader.teams))
        named = Exists(_naming(reader.user, reader.today))
        managed = Q(AnyOf("team", reader.managed))
        glass = Exists(_broken_glass(reader))
        ours = Q(partnership__in=teams.values("partnership"))
        handed = Exists(_handed_over(reader))
        their_side = Q(family__parents_kept_apart=False) | named | managed | handed
        scope = ours & (Q(AnyOf("team", reader.teams)) | named | handed) & their_side
        unrestricted = _unrestricted_for(reader.user, reader.today)
        return self.filter(glass | (scope & unrestricted)).exclude(_excluded(reader.user, reader.today))

    def not_withheld_from(self, user: User) -> CaseQuerySet:
        """Leaves out what a restriction or an exclusion keeps from ``user``, whatever their team.

        For readers of figures, who see references of a whole partnership and no record.
        """
        today = timezone.localdate()
        return self.filter(_unrestricted_for(user.pk, today)).exclude(_excluded(user.pk, today))

    def named_on(self, user: User) -> CaseQuerySet:
        """The caseload of ``user`` today: owned or covered, and still open."""
        return self.visible_to(user).held_by(user.pk, timezone.localdate())

    def held_by(self, user: UUID, on: date) -> CaseQuerySet:
        """Open cases that somebody owns or covers on a day."""
        return self.open().filter(Exists(_naming(user, on)))

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


def _gate(user: UUID, teams: list[UUID], managed: list[UUID], today: date, now: datetime) -> CaseQuerySet:
    every = CaseQuerySet(apps.get_model("families", "Case"))
    return every.through_the_gate(Reader(user, teams, managed, today, now))


_GATE = PreparedCondition(_gate, reads=["pk", "family", "team", "partnership", "family__parents_kept_apart"])


def _naming(user: UUID, on: date) -> models.QuerySet[Allocation]:
    allocation = apps.get_model("families", "Allocation")
    return allocation.objects.naming(user, on).filter(case=OuterRef("pk"))


def _handed_over(reader: Reader) -> models.QuerySet[Transfer]:
    """Transfers after which a team of the reader's has the case that goes on: its past is theirs to read.

    All of it, through however many services it came. It is the case and the team of now that count: one that has
    passed it on reads what others wrote before no longer.

    Where the parents are kept apart, for those who hold or manage the case that goes on, and no one else.
    """
    named = Exists(apps.get_model("families", "Allocation").objects.naming(reader.user, reader.today).filter(
        case=OuterRef("goes_on_in")
    ))  # fmt: skip
    open_family = Q(AnyOf("goes_on_in__team", reader.teams), case__family__parents_kept_apart=False)
    rows = apps.get_model("families", "Transfer").objects.filter(case=OuterRef("pk"), goes_on_in__isnull=False)
    return rows.filter(open_family | Q(AnyOf("goes_on_in__team", reader.managed)) | named)


def _broken_glass(reader: Reader) -> models.QuerySet:
    glass = apps.get_model("families", "BreakGlass")
    return glass.objects.filter(
        user=reader.user, case=OuterRef("pk"), starts_at__lte=reader.now, ends_at__gt=reader.now
    )


def _unrestricted_for(user: UUID, on: date) -> Q:
    restriction = apps.get_model("families", "Restriction").objects.filter(holds_on(on), family=OuterRef("family"))
    return Q(~Exists(restriction.exclude(names__user=user)))


def _excluded(user: UUID, on: date) -> Exists:
    exclusion = apps.get_model("families", "Exclusion")
    return Exists(exclusion.objects.filter(holds_on(on), user=user, family=OuterRef("family")))
