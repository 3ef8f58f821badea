"""What a user's memberships allow on a day, read with one query."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone

from accounts.roles import Permission, Role, permissions_of
from activity.context import request_cache
from activity.prepared import Prepared


@dataclass(frozen=True)
class Grant:
    """The roles of one membership."""

    team: UUID
    partnership: UUID
    roles: frozenset[str]
    permissions: frozenset[Permission]


@dataclass(frozen=True)
class Grants:
    """All that a user may do on one day. An inactive or unknown user may do nothing."""

    held: tuple[Grant, ...] = ()

    def roles_on(self, team: Any) -> frozenset[str]:
        """Return the roles held in a team (or its id)."""
        return frozenset().union(*(g.roles for g in self.held if g.team == _id(team)))

    def permissions_on(self, team: Any) -> frozenset[Permission]:
        """Return the permissions held in a team (or its id)."""
        return frozenset().union(*(g.permissions for g in self.held if g.team == _id(team)))

    def has_role(self, role: Role, *, team: Any = None) -> bool:
        """Tell whether a role is held in a team, or in any when none is given."""
        return any(role in g.roles and _fits(g, team) for g in self.held)

    def holds(self, permission: Permission, *, team: Any = None) -> bool:
        """Tell whether a permission is held in a team, or in any when none is given."""
        return any(permission in g.permissions and _fits(g, team) for g in self.held)

    def teams_with(self, permission: Permission) -> frozenset[UUID]:
        """Return the ids of the teams where a permission is held."""
        return frozenset(g.team for g in self.held if permission in g.permissions)

    def partnerships_with(self, permission: Permission) -> frozenset[UUID]:
        """Return the ids of the partnerships in one of whose teams a permission is held."""
        return frozenset(g.partnership for g in self.held if permission in g.permissions)


def grants_of(user: Any, *, on: date | None = None) -> Grants:
    """Return what a user may do on a day (London's today by default).

    Within a request the answer is kept, so that asking often costs one query; outside of
    one (a job, a test) it is read afresh each time.
    """
    day = on or timezone.localdate()
    cache = request_cache()
    key = ("grants", user.pk, day)
    if cache is not None and key in cache:
        return cache[key]
    found = _read(user, day)
    if cache is not None:
        cache[key] = found
    return found


def forget_grants() -> None:
    """Drop what the request remembers, after an action that changed a membership."""
    cache = request_cache()
    for key in [key for key in cache or {} if key[0] == "grants"]:
        del cache[key]


def _read(user: Any, day: date) -> Grants:
    if not user.is_active or user.pk is None:
        return Grants()
    return Grants(
        tuple(
            Grant(team, partnership, frozenset(roles), permissions_of(roles))
            for team, partnership, roles in _MEMBERSHIPS(user=user.pk, day=day)
        )
    )


def _memberships(user: UUID, day: date) -> QuerySet:
    rows = apps.get_model("accounts", "Membership").objects.on(day).filter(user=user, team__is_active=True)
    return rows.values_list("team", "team__partnership", "roles")


_MEMBERSHIPS = Prepared(_memberships)
"""Asked in every request: written once."""


def _id(team: Any) -> UUID:
    return getattr(team, "pk", team)


def _fits(grant: Grant, team: Any) -> bool:
    return team is None or grant.team == _id(team)
