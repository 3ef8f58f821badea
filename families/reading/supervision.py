"""Supervision in words: who is due, what was held, what was said of which case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, OuterRef, QuerySet

from accounts.models import Membership, User
from accounts.roles import Permission, roles_granting
from families.actions.supervising import next_due
from families.definition_of import definition_by_id, definition_of
from families.definitions import ServiceDefinition
from families.definitions.supervision import SupervisionKind
from families.models import Case, ServiceVersion, Supervision, SupervisionCase, SupervisionPersonal
from families.naming import case_name
from families.querysets.shown import cases_shown_to
from families.reading.clocks import SOON_DAYS
from families.reading.statuses import word_of

DAY = timedelta(days=1)


@dataclass(frozen=True)
class DueLine:
    """When somebody's next supervision of a kind is due. ``last``: the one before, if there was one."""

    worker: User
    kind: str
    label: str
    last: date | None
    due_on: date
    today: date

    @property
    def state(self) -> str:
        """late, soon (7 days) or coming; none where one should have been recorded by now and never was."""
        days = (self.due_on - self.today).days
        if days < 0 and self.last is None:
            return "none"
        if days < 0:
            return "late"
        return "soon" if days <= SOON_DAYS else "coming"


@dataclass(frozen=True)
class SessionPage:
    """A session for one of its two people. ``to_discuss``: cases of the worker that may still be written about."""

    session: Supervision
    label: str
    discussions: tuple[tuple[SupervisionCase, str], ...]
    to_discuss: tuple[tuple[Case, str], ...]
    personal: SupervisionPersonal | None


def by_worker(lines: list[DueLine]) -> list[tuple[User, list[DueLine]]]:
    """The lines of each worker in the order of the kinds, whoever waits longest first."""
    found: dict[UUID, list[DueLine]] = {}
    for line in lines:
        found.setdefault(line.worker.pk, []).append(line)
    return [(rows[0].worker, sorted(rows, key=lambda line: line.kind)) for rows in found.values()]


def to_hold(user: User, on: date) -> list[DueLine]:
    """The supervisions that ``user`` owes to the people of their teams: late, or due within a week; one query.

    By the day that each last session set for the next. None for those who lead nobody.
    """
    teams = user.teams_with(Permission.ALLOCATE)
    if not teams:
        return []
    led = Membership.objects.on(on).filter(team__in=teams, user__is_active=True).exclude(user=user).values("user")
    last = Supervision.objects.filter(worker__in=led).select_related("worker").order_by("worker_id", "kind", "-held_on")
    theirs = Membership.objects.on(on).filter(user=OuterRef(OuterRef("worker"))).values("team")
    versions = ServiceVersion.objects.in_force(on).of_casework().filter(service__teams__in=theirs)
    last = last.annotate(rules=versions.order_by("service_id", "effective_from").values("pk")[:1])
    soon = [one for one in last.distinct("worker_id", "kind") if (one.next_due_on or on) <= on + SOON_DAYS * DAY]
    lines = [
        DueLine(one.worker, one.kind, _label(one), one.held_on, one.next_due_on, on) for one in soon if one.next_due_on
    ]
    return sorted(lines, key=lambda line: (line.due_on, line.worker.name, line.kind))


def _label(session: Any) -> str:
    return word_of(definition_by_id(session.rules).supervisions, session.kind) if session.rules else session.kind


def rules_for(worker: User, on: date) -> ServiceDefinition | None:
    """The definition under which somebody works: that of the casework service of one of their teams."""
    teams = Membership.objects.on(on).filter(user=worker).values("team")
    return next(iter(_definitions(teams, on)), None)


def due_lines(workers: Iterable[User], on: date) -> list[DueLine]:
    """For each worker and kind when the next one is due, the most overdue first; four queries.

    Nobody has one yet: it is due as long after the day on which they joined the team.
    """
    people = {one.pk: one for one in workers}
    rows = Membership.objects.on(on).filter(user__in=people, roles__overlap=roles_granting(Permission.WORK_CASES))
    since: dict[UUID, date] = {}
    for user, starts in rows.values_list("user", "starts"):
        since[user] = min(starts, since.get(user, starts))
    rules = next(iter(_definitions(rows.values("team"), on)), None)
    if rules is None:
        return []
    last = _last_held(people)
    lines = [_line(people[pk], one, rules, last, since[pk], on) for pk in since for one in rules.supervisions]
    return sorted(lines, key=lambda line: (line.due_on, line.worker.name, line.kind))


def read_session(session: Supervision, user: User) -> SessionPage:
    """The page of a session that ``user`` sat in; of cases they may no longer see they read nothing here."""
    shown = {one.pk: one for one in _cases(session, user)}
    rows = session.discussions.filter(case__in=shown).order_by("id")
    found = [(row, case_name(shown[row.case_id])) for row in rows]
    done = {row.case_id for row, _name in found}
    rest = cases_shown_to(user).open().for_reading().filter(pk__in=Case.objects.named_on(session.worker).values("pk"))
    rules = rules_for(session.worker, session.held_on)
    return SessionPage(
        session=session,
        label=word_of(rules.supervisions, session.kind) if rules else session.kind,
        discussions=tuple(found),
        to_discuss=tuple((one, case_name(one)) for one in rest.order_by("reference")[:100] if one.pk not in done),
        personal=SupervisionPersonal.objects.filter(supervision=session).first(),
    )


def sessions_of(user: User) -> QuerySet[Supervision]:
    """The sessions of ``user``, on either side, the newest first."""
    return Supervision.objects.visible_to(user).select_related("worker", "supervisor").order_by("-held_on", "-id")


def _cases(session: Supervision, user: User) -> QuerySet[Case]:
    return cases_shown_to(user).for_reading().filter(supervisions__supervision=session)


def _definitions(teams: QuerySet, on: date) -> list[ServiceDefinition]:
    versions = ServiceVersion.objects.in_force(on).of_casework().filter(service__teams__in=teams).distinct()
    return [definition_of(version) for version in versions.order_by("service", "effective_from")]


def _last_held(people: dict[UUID, User]) -> dict[tuple[UUID, str], date]:
    rows = Supervision.objects.filter(worker__in=people).order_by().values_list("worker", "kind")
    return {(worker, kind): held for worker, kind, held in rows.annotate(held=Max("held_on"))}


def _line(
    worker: User,
    kind: SupervisionKind,
    rules: ServiceDefinition,
    last: dict[tuple[UUID, str], date],
    since: date,
    on: date,
) -> DueLine:
    held = last.get((worker.pk, kind.key))
    return DueLine(
        worker=worker,
        kind=kind.key,
        label=word_of(rules.supervisions, kind.key),
        last=held,
        due_on=next_due(kind, held or since, rules),
        today=on,
    )
