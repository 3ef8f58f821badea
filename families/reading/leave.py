"""Who is away when, and how much of the coming weeks is left of a worker."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet

from accounts.models import Membership, User
from accounts.roles import Permission
from activity.prepared import AnyOf
from families.models import Absence, Allocation

AHEAD = 28
"""Days over which the board counts leave."""


@dataclass(frozen=True)
class Presence:
    """``share`` of the coming four weeks that a worker is there, 0 to 1; ``away``: the leave that touches them."""

    share: float = 1.0
    away: Absence | None = None

    def is_away(self, day: date) -> bool:
        return self.away is not None and self.away.starts <= day <= self.away.ends


HERE = Presence()


def last_ahead(today: date) -> date:
    """The last of the days over which leave is counted."""
    return today + timedelta(days=AHEAD - 1)


def leave_of(workers: list[UUID], today: date, last: date) -> QuerySet[Absence, Absence]:
    """The planned leave of workers from ``today`` to ``last``."""
    return Absence.objects.within(today, last).filter(AnyOf("worker", workers)).order_by("starts")


def presence_among(leave: Iterable[Absence], today: date) -> dict[UUID, Presence]:
    """The presence of each worker who will be away; whoever is not in it is there."""
    found: dict[UUID, list[Absence]] = defaultdict(list)
    for row in leave:
        found[row.worker_id].append(row)
    return {pk: Presence(_share(rows, today, last_ahead(today)), rows[0]) for pk, rows in found.items()}


def presence_of(workers: Iterable[UUID], today: date) -> dict[UUID, Presence]:
    """As :func:`presence_among`, of workers; one query."""
    return presence_among(leave_of(list(workers), today, last_ahead(today)), today)


def is_of_teams(worker: User, teams: Iterable[UUID]) -> bool:
    """Whether somebody works, worked, or will work in one of the teams."""
    return Membership.objects.filter(user=worker, team__in=list(teams)).exists()


def find_worker(worker_id: UUID, by: User) -> User | None:
    """Somebody of the teams in which ``by`` allocates; None for anybody else."""
    found = User.objects.filter(pk=worker_id).first()
    return found if found and is_of_teams(found, by.teams_with(Permission.ALLOCATE)) else None


def workers_of(user: User, today: date) -> list[User]:
    """The people of the teams in which ``user`` allocates, by name."""
    teams = user.teams_with(Permission.ALLOCATE)
    now = Membership.objects.on(today).filter(team__in=teams)
    return list(User.objects.filter(pk__in=now.values("user"), is_active=True).order_by("name", "pk"))


def holders_among(people: Iterable[User], by: User, today: date) -> list[tuple[User, int]]:
    """Those who hold cases in the teams in which ``by`` allocates, with how many; one query, in the order given."""
    rows = Allocation.objects.current(today).filter(
        worker__in=[one.pk for one in people], case__team__in=by.teams_with(Permission.ALLOCATE)
    )
    cases = dict(rows.order_by().values("worker").annotate(n=Count("case", distinct=True)).values_list("worker", "n"))
    return [(one, cases[one.pk]) for one in people if one.pk in cases]


def leave_ahead(user: User, today: date) -> list[Absence]:
    """Leave now and to come of those people, earliest first."""
    rows = Absence.objects.visible_to(user).planned().filter(ends__gte=today)
    return list(rows.select_related("worker").order_by("starts", "worker__name")[:200])


def _share(rows: list[Absence], first: date, last: date) -> float:
    away = sum((min(row.ends, last) - max(row.starts, first)).days + 1 for row in rows)
    return max(0.0, 1 - away / AHEAD)
