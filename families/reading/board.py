"""The allocation board: cases that lack somebody, most overdue first, and who has room."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.db.models import Exists, Min, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from accounts.models import Membership, User
from accounts.roles import Permission, roles_granting
from families.definition_of import definition_of, rules_of
from families.definitions import ServiceDefinition
from families.definitions.schema import Slot
from families.gestation import gestation_days_on
from families.models import Allocation, Case, Child, HandOver, Milestone, ServiceVersion
from families.querysets.case import CaseQuerySet
from families.reading.summary import Summary, summarise, with_babies
from families.workload import Load, limit_of, loads_of, points_of

PAGE = 50
NO_CLOCK = date(9999, 12, 31)
SOON_DAYS = 14


@dataclass(frozen=True)
class Place:
    """One slot of a case: who has it, or by when it should be filled and who has most room.

    ``gestation_days`` is that of the due day, while the baby is unborn. ``once`` is the key of the
    form that allocates with one press.
    """

    key: str
    label: str
    required: bool
    over: bool = False
    owner: User | None = None
    since: date | None = None
    due_on: date | None = None
    days_late: int = 0
    gestation_days: int | None = None
    suggested: Load | None = None
    goes_over: bool = False
    once: UUID = field(default_factory=uuid4)

    @property
    def is_gap(self) -> bool:
        return self.required and not self.over and self.owner is None


@dataclass(frozen=True)
class Row:
    summary: Summary
    points: float
    places: tuple[Place, ...]
    due_on: date | None
    band: str

    @property
    def gaps(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.is_gap)


@dataclass(frozen=True)
class Crew:
    """The workers of one profession, most room first."""

    label: str
    loads: tuple[Load, ...]

    @property
    def points(self) -> float:
        return sum(load.points for load in self.loads)

    @property
    def limit(self) -> float:
        return sum(load.limit for load in self.loads)


@dataclass(frozen=True)
class Board:
    rows: tuple[Row, ...]
    waiting: int
    late: int
    crews: tuple[Crew, ...]
    next: str


@dataclass(frozen=True)
class _Staff:
    """Who works in which team, with their loads."""

    teams: dict[UUID, set[UUID]]
    loads: dict[UUID, Load]

    def most_room(self, team: UUID, professions: Iterable[str]) -> Load | None:
        wanted = set(professions)
        found = [load for pk, load in self.loads.items() if load.worker.profession in wanted and team in self.teams[pk]]
        return min(found, key=lambda load: (load.points - load.limit, load.worker.name), default=None)


def read_board(user: User, today: date, *, after: str = "") -> Board:
    """A page of 50 cases that lack somebody; at most thirteen queries whatever their number."""
    teams = user.teams_with(Permission.ALLOCATE)
    visible = Case.objects.visible_to(user).open().filter(team__in=teams)
    lacking = _lacking(visible, today)
    dues = list(lacking.order_by().values_list("due", flat=True))
    rows = list(_page(lacking, today, after)[: PAGE + 1])
    staff, definitions = _staff(teams, today)
    return Board(
        rows=tuple(_row(case, staff, today) for case in rows[:PAGE]),
        waiting=len(dues),
        late=sum(due < today for due in dues),
        crews=tuple(_crews(staff, definitions)),
        next=_mark(rows[PAGE - 1]) if len(rows) > PAGE else "",
    )


def places_of(case: Case, staff_of: Iterable[Load], today: date) -> list[Place]:
    """Every slot of one case, for the page on which it is allocated."""
    loads = {load.worker.pk: load for load in staff_of}
    staff = _Staff({pk: {case.team_id} for pk in loads}, loads)
    fetched = _fetched(with_babies(Case.objects.filter(pk=case.pk).for_reading()), today).get()
    return list(_row(fetched, staff, today).places)


def _lacking(visible: CaseQuerySet, today: date) -> CaseQuerySet:
    """Cases without an owner today for a slot that their service version requires."""
    held = Allocation.objects.current(today).filter(case=OuterRef("pk"))
    gaps, rules = Q(pk__in=[]), set()
    versions = ServiceVersion.objects.filter(pk__in=visible.order_by().values("service_version"))
    for version in versions:
        definition = definition_of(version)
        for slot in (one for one in definition.slots if one.required):
            missing = ~Exists(held.filter(slot=slot.key)) & ~_is_over(slot.key, definition, today)
            gaps |= Q(service_version=version) & missing
            rules |= {rule.key for rule in definition.clocks_met_by(f"slot:{slot.key}")}
    waiting = Q(milestones__met_on=None, milestones__withdrawn_on=None, milestones__rule__in=rules)
    return visible.filter(gaps).annotate(due=Coalesce(Min("milestones__due_on", filter=waiting), NO_CLOCK))


def _is_over(slot: str, definition: ServiceDefinition, today: date) -> Q:
    """True of cases in which the slot's work is done: handed over, or every baby past the day of hand-over."""
    handed_over = Q(Exists(HandOver.objects.filter(case=OuterRef("pk"), slot=slot)))
    if slot != definition.hand_over_slot:
        return handed_over
    babies = Child.objects.filter(Q(pregnancy=OuterRef("pregnancy")) | Q(pk=OuterRef("child")))
    before = today - timedelta(days=definition.hand_over_days)
    past, here = babies.filter(birth__born_on__lt=before), babies.exclude(state__in=["lost", "died"])
    return handed_over | (Q(Exists(past)) & ~Q(Exists(here.exclude(birth__born_on__lt=before))))


def _page(lacking: CaseQuerySet, today: date, after: str) -> QuerySet[Case]:
    day, _sep, reference = after.partition("_")
    rows = _fetched(with_babies(lacking.for_reading()), today).order_by("due", "reference")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return rows
    return rows.filter(Q(due__gt=on) | Q(due=on, reference__gt=reference[:20].replace("\x00", "")))


def _mark(case: Case) -> str:
    return f"{case.due.isoformat()}_{case.reference}"  # type: ignore[attr-defined]


def _fetched(cases: QuerySet[Case], today: date) -> QuerySet[Case]:
    current = Allocation.objects.current(today).select_related("worker")
    waiting = Milestone.objects.waiting()
    return cases.prefetch_related(
        Prefetch("allocations", queryset=current, to_attr="now"),
        Prefetch("milestones", queryset=waiting, to_attr="clocks_waiting"),
        "hand_overs",
    )


def _row(case: Case, staff: _Staff, today: date) -> Row:
    definition = rules_of(case)
    summary = summarise(case, today)
    places = tuple(_place(case, slot, definition, summary, staff, today) for slot in definition.slots)
    dues = [place.due_on for place in places if place.is_gap and place.due_on]
    due = min(dues, default=None)
    points = max((points_of(case, slot.key, definition) for slot in definition.slots), default=0.0)
    return Row(summary, points, places, due, _band(due, today))


def _band(due: date | None, today: date) -> str:
    if due is None:
        return "later"
    days = (due - today).days
    return "late" if days < 0 else "soon" if days <= SOON_DAYS else "later"


def _place(
    case: Case, slot: Slot, definition: ServiceDefinition, summary: Summary, staff: _Staff, today: date
) -> Place:
    label = slot.label.text(get_language() or "en")
    held = next((one for one in case.now if one.slot == slot.key), None)  # type: ignore[attr-defined]
    if held:
        return Place(slot.key, label, slot.required, owner=held.worker, since=held.starts)
    if _is_done(case, slot.key, definition, summary):
        return Place(slot.key, label, slot.required, over=True)
    met = {rule.key for rule in definition.clocks_met_by(f"slot:{slot.key}")}
    due = min((one.due_on for one in case.clocks_waiting if one.rule in met), default=None)  # type: ignore[attr-defined]
    expected = summary.due_date if summary.gestation_days is not None else None
    best = staff.most_room(case.team_id, slot.professions)
    return Place(
        slot.key,
        label,
        slot.required,
        due_on=due,
        days_late=max(0, (today - due).days) if due else 0,
        gestation_days=gestation_days_on(due, expected) if due and expected else None,
        suggested=best,
        goes_over=bool(best and best.would_be_over(points_of(case, slot.key, definition))),
    )


def _is_done(case: Case, slot: str, definition: ServiceDefinition, summary: Summary) -> bool:
    """As :func:`_is_over`, for a case that was fetched."""
    if any(one.slot == slot for one in case.hand_overs.all()):
        return True
    ages = [baby.age_days for baby in summary.living]
    past = bool(ages) and all(age is not None and age > definition.hand_over_days for age in ages)
    return slot == definition.hand_over_slot and past and not summary.expecting


def staff_of_team(team: UUID, today: date) -> dict[UUID, Load]:
    """The loads of the workers of one team."""
    return _staff([team], today)[0].loads


def _staff(teams: Iterable[UUID], today: date) -> tuple[_Staff, list[ServiceDefinition]]:
    """Workers whose profession some slot asks for; managers among them where they fill one."""
    versions = ServiceVersion.objects.in_force(today).of_casework().filter(service__teams__in=list(teams)).distinct()
    definitions = [definition_of(version) for version in versions]
    limits = {p: one for one in reversed(definitions) for slot in one.slots for p in slot.professions}
    rows = Membership.objects.on(today).filter(
        team__in=list(teams), user__is_active=True, user__profession__in=limits,
        roles__overlap=roles_granting(Permission.WORK_CASES),
    )  # fmt: skip
    held: dict[UUID, set[UUID]] = {}
    workers: dict[UUID, User] = {}
    for row in rows.select_related("user"):
        held.setdefault(row.user_id, set()).add(row.team_id)
        workers[row.user_id] = row.user
    most = {pk: limit_of(worker, limits[worker.profession]) for pk, worker in workers.items()}
    return _Staff(held, loads_of(workers.values(), most, today)), definitions


def _crews(staff: _Staff, definitions: list[ServiceDefinition]) -> Iterable[Crew]:
    named = {
        one.key: one.label.text(get_language() or "en") for rules in reversed(definitions) for one in rules.professions
    }
    order = list(dict.fromkeys(p for rules in definitions for slot in rules.slots for p in slot.professions))
    for profession in order:
        loads = [load for load in staff.loads.values() if load.worker.profession == profession]
        loads.sort(key=lambda load: (load.points - load.limit, load.worker.name))
        if loads:
            yield Crew(named.get(profession, profession), tuple(loads))
