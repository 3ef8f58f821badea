"""Groups as they are read: of who is in them and who came only what the reader may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Team, User
from accounts.roles import Permission
from families.definition_of import definition_of
from families.forms.common import words
from families.models import Attendance, Case, Group, GroupMember, GroupSession, ServiceVersion
from families.naming import case_name
from families.querysets.groups_shown import groups_shown_to

SESSIONS = 30
"""The latest of a group, on its page; and of a case, on the page of its groups."""


@dataclass(frozen=True)
class GroupLine:
    group: Group
    kind: str


@dataclass(frozen=True)
class PlaceLine:
    place: GroupMember
    name: str


@dataclass(frozen=True)
class SessionLine:
    """``came`` of ``asked``: of those whom the reader may see."""

    session: GroupSession
    came: int
    asked: int


@dataclass(frozen=True)
class GroupPage:
    line: GroupLine
    places: tuple[PlaceLine, ...]
    sessions: tuple[SessionLine, ...]


@dataclass(frozen=True)
class RegisterLine:
    """Somebody who had a place on the day of a session. ``came`` is None where nobody has said."""

    case: Case
    name: str
    came: bool | None


@dataclass(frozen=True)
class CaseGroup:
    """A place of a case: how often they came, of the sessions whose register names them."""

    place: GroupMember
    kind: str
    came: int
    asked: int


@dataclass(frozen=True)
class CaseGroups:
    groups: tuple[CaseGroup, ...]
    attendances: tuple[Attendance, ...]
    to_join: tuple[GroupLine, ...]


def kind_words(group: Group) -> str:
    """The kind of a group in the words of its service."""
    kinds = {kind.key: words(kind.label) for kind in definition_of(group.service_version).group_kinds}
    return kinds.get(group.kind, group.kind)


def groups_of(user: User) -> list[GroupLine]:
    """The groups of the reader's teams, those that run first."""
    rows = groups_shown_to(user)
    lines = [GroupLine(group, kind_words(group)) for group in rows.order_by("name", "pk")]
    today = timezone.localdate()
    return sorted(lines, key=lambda line: bool(line.group.ends and line.group.ends < today))


def read_group(group: Group, user: User) -> GroupPage:
    """A group with its places and latest sessions; four queries, and one for names of children."""
    places = group.members.on(timezone.localdate()).visible_to(user).select_related("case__client", "case__child")
    named = sorted((PlaceLine(one, case_name(one.case)) for one in places), key=lambda line: line.name)
    return GroupPage(GroupLine(group, kind_words(group)), tuple(named), tuple(_sessions(group, user)))


def read_register(session: GroupSession, user: User) -> list[RegisterLine]:
    """Those with a place on the day, and those who were written down, by name; only whom the reader may see."""
    day = timezone.localdate(session.held_at)
    known = dict(session.register.visible_to(user).values_list("case", "came"))
    had_a_place = Exists(session.group.members.on(day).filter(case=OuterRef("pk")))
    cases = Case.objects.visible_to(user).filter(Q(had_a_place) | Q(pk__in=known)).select_related("client", "child")
    lines = [RegisterLine(case, case_name(case), known.get(case.pk)) for case in cases]
    return sorted(lines, key=lambda line: (line.name, str(line.case.pk)))


def read_case_groups(case: Case, user: User) -> CaseGroups:
    """The groups of a case that the reader may see, and those that it could join; five queries."""
    counted: Any = case.attendances.order_by().values("session__group")
    rows = counted.annotate(came_to=Count("pk", filter=Q(came=True)), asked=Count("pk"))
    numbers = {row["session__group"]: (row["came_to"], row["asked"]) for row in rows}
    found = case.group_places.select_related("group__service_version").defer("group__service_version__definition")
    places = list(found.order_by("left_on", "-joined_on", "-id"))
    groups = tuple(
        CaseGroup(one, kind_words(one.group), *numbers.get(one.group_id, (0, 0))) for one in _newest_of_each(places)
    )
    latest = case.attendances.select_related("session__group", "session__led_by").order_by("-session__held_at")
    return CaseGroups(groups, tuple(latest[:SESSIONS]), tuple(_to_join(case, user, places)))


def offers_of(user: User, on: date) -> list[tuple[Team, ServiceVersion, str, str]]:
    """(team, version, key, label) of every kind of group that the reader could open."""
    teams = Team.objects.filter(pk__in=user.teams_with(Permission.WORK_CASES)).order_by("name", "pk")
    found = []
    for team in teams.prefetch_related("services"):
        versions = ServiceVersion.objects.of_casework().in_force(on).filter(service__in=team.services.all())
        for version in versions.order_by("service__name", "pk"):
            found += [(team, version, kind.key, words(kind.label)) for kind in definition_of(version).group_kinds]
    return found


def _sessions(group: Group, user: User) -> Iterable[SessionLine]:
    seen = Q(register__case__in=Case.objects.visible_to(user))
    rows: Any = group.sessions.annotate(
        came_to=Count("register", filter=seen & Q(register__came=True)), asked=Count("register", filter=seen)
    ).select_related("led_by")
    return [SessionLine(one, one.came_to, one.asked) for one in rows.order_by("-held_at")[:SESSIONS]]


def _newest_of_each(places: list[GroupMember]) -> list[GroupMember]:
    """One place for each group: the one that holds, else the last."""
    found: dict[Any, GroupMember] = {}
    for one in places:
        standing = found.get(one.group_id)
        if standing is None or (standing.left_on and (one.left_on is None or one.left_on > standing.left_on)):
            found[one.group_id] = one
    return list(found.values())


def _to_join(case: Case, user: User, places: list[GroupMember]) -> Iterable[GroupLine]:
    held = {one.group_id for one in places if one.left_on is None}
    today = timezone.localdate()
    return [
        line for line in groups_of(user)
        if line.group.pk not in held and not (line.group.ends and line.group.ends < today)
        and line.group.team.partnership_id == case.partnership_id
    ]  # fmt: skip
