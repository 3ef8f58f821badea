"""The allocation board: cases that lack somebody, most overdue first, and who has room."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from accounts.models import User
from accounts.roles import Permission
from families.definition_of import definition_of, rules_of
from families.definitions import ServiceDefinition
from families.definitions.schema import Slot
from families.gestation import gestation_days_on
from families.models import Allocation, Case, Child, HandOver, Milestone, ServiceVersion
from families.querysets.case import CaseQuerySet
from families.reading.areas import districts_of
from families.reading.staffing import Crew, Staff, crews_of, staff_in
from families.reading.summary import Summary, summarise, with_babies
from families.workload import Load, points_of

PAGE = 50
NO_CLOCK = date(9999, 12, 31)
SOON_DAYS = 14


@dataclass(frozen=True)
class Place:
    """One slot of a case: who has it, or by when it should be filled and who has most room.

    ``gestation_days`` is that of the due day, while the baby is unborn. ``once`` is the key of the
    form that allocates with one press. ``near`` families of the ``district`` see that worker already.
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
    near: int = 0
    district: str = ""
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
class Board:
    rows: tuple[Row, ...]
    waiting: int
    late: int
    crews: tuple[Crew, ...]
    next: str


def read_board(user: User, today: date, *, after: str = "") -> Board:
    """A page of 50 cases that lack somebody; at most sixteen queries whatever their number."""
    teams = user.teams_with(Permission.ALLOCATE)
    visible = Case.objects.visible_to(user).open().filter(team__in=teams)
    lacking = _lacking(visible, today)
    counted = lacking.order_by().aggregate(waiting=Count("pk"), late=Count("pk", filter=Q(due__lt=today)))
    rows = list(_page(lacking, today, after)[: PAGE + 1])
    staff, definitions = staff_in(teams, today)
    districts = districts_of([case.client_id for case in rows[:PAGE]], today)
    return Board(
        rows=tuple(_row(case, staff, districts.get(case.client_id, ""), today) for case in rows[:PAGE]),
        waiting=counted["waiting"],
        late=counted["late"],
        crews=tuple(crews_of(staff, definitions)),
        next=_mark(rows[PAGE - 1]) if len(rows) > PAGE else "",
    )


def read_tally(user: User, today: date) -> tuple[int, int]:
    """How many cases lack somebody past the day, and how many within the next 14 days; one query for both."""
    teams = user.teams_with(Permission.ALLOCATE)
    visible = Case.objects.visible_to(user).open().filter(team__in=teams)
    within = Q(due__range=(today, today + timedelta(days=SOON_DAYS)))
    counts = (
        _lacking(visible, today)
        .order_by()
        .aggregate(late=Count("pk", filter=Q(due__lt=today)), soon=Count("pk", filter=within))
    )
    return counts["late"], counts["soon"]


def places_of(case: Case, staff_of: Iterable[Load], today: date) -> list[Place]:
    """Every slot of one case, for the page on which it is allocated."""
    loads = {load.worker.pk: load for load in staff_of}
    staff = Staff({pk: {case.team_id} for pk in loads}, loads)
    fetched = _fetched(with_babies(Case.objects.filter(pk=case.pk).for_reading()), today).get()
    district = districts_of([case.client_id], today).get(case.client_id, "")
    return list(_row(fetched, staff, district, today).places)


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


def _row(case: Case, staff: Staff, district: str, today: date) -> Row:
    definition = rules_of(case)
    summary = summarise(case, today)
    places = tuple(_place(case, slot, definition, summary, staff, district, today) for slot in definition.slots)
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
    case: Case,
    slot: Slot,
    definition: ServiceDefinition,
    summary: Summary,
    staff: Staff,
    district: str,
    today: date,
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
    points = points_of(case, slot.key, definition)
    best = staff.best(case.team_id, slot.professions, points, district, today)
    return Place(
        slot.key,
        label,
        slot.required,
        due_on=due,
        days_late=max(0, (today - due).days) if due else 0,
        gestation_days=gestation_days_on(due, expected) if due and expected else None,
        suggested=best,
        goes_over=bool(best and (best.would_be_over(points) or best.presence.is_away(today))),
        near=best.visits_in(district) if best else 0,
        district=district,
    )


def _is_done(case: Case, slot: str, definition: ServiceDefinition, summary: Summary) -> bool:
    """As :func:`_is_over`, for a case that was fetched."""
    if any(one.slot == slot for one in case.hand_overs.all()):
        return True
    ages = [baby.age_days for baby in summary.living]
    past = bool(ages) and all(age is not None and age > definition.hand_over_days for age in ages)
    return slot == definition.hand_over_slot and past and not summary.expecting
