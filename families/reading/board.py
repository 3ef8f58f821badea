"""The allocation board: cases that lack somebody, most overdue first, and who has room."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from accounts.models import User
from accounts.roles import Permission
from activity.prepared import Among, AnyOf, Taking, Together
from families.definition_of import rules_of
from families.definitions import ServiceDefinition
from families.definitions.schema import Slot
from families.gestation import gestation_days_on
from families.models import Address, Allocation, Case, Child, HandOver, Milestone
from families.querysets.case import Reader
from families.querysets.one_case import keep_related
from families.reading.areas import addresses_of, districts_among
from families.reading.lacking import Needs, lacking, needs_of, open_cases, page_of, versions_in
from families.reading.staffing import Crew, Staff, crews_of, staff_in
from families.reading.summary import Summary, summarise
from families.reading.with_children import children_of, with_children
from families.workload import Load, points_of

PAGE = 50
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


@dataclass(frozen=True)
class Waiting:
    """The ids of cases that lack somebody with their due days, one more than a page; how many there are, and late."""

    rows: tuple[tuple[UUID, date], ...] = ()
    waiting: int = 0
    late: int = 0

    @classmethod
    def of(cls, found: list[tuple[UUID, date, int, int]]) -> "Waiting":
        """What ``lacking.page_of`` gave."""
        _pk, _due, waiting, late = found[0] if found else (None, None, 0, 0)
        return cls(tuple((pk, due) for pk, due, _waiting, _late in found), waiting, late)


def read_board(user: User, today: date, *, after: str = "") -> Board:
    """A page of 50 cases that lack somebody; five queries whatever their number, one more from the second page on."""
    reader = Reader.of(user)
    needs, values = needs_of(versions_in(reader.managed), today)
    if not (reader.teams and needs.shapes):
        return board_of(reader, Waiting(), today)
    found = Waiting.of(_asked(needs, PAGE + 1)(**{**vars(reader), **values})["lacking"])
    later = _behind(user, needs, values, after)
    return board_of(reader, found if later is None else Waiting(later, found.waiting, found.late), today)


def lacking_among(needs: Needs, most: int) -> Taking:
    """The first cases that lack somebody, among open ones that the reader may see, in the teams that they manage."""

    def build(managed: list[UUID], **values: Any) -> QuerySet[Case, Any]:
        return page_of(Case.objects.filter(Among("pk"), AnyOf("team", managed)), needs, values, most)

    return Taking(build, managed=list[UUID], **needs.takes)


@lru_cache(maxsize=32)
def _asked(needs: Needs, most: int) -> Together:
    return Together(among=open_cases, lacking=lacking_among(needs, most))


def board_of(reader: Reader, found: Waiting, today: date) -> Board:
    """The board with those cases on it; three queries."""
    ids, dues = [pk for pk, _due in found.rows], dict(found.rows)
    cases, districts = _read(ids[:PAGE], today)
    staff, definitions = staff_in(reader.managed, today)
    return Board(
        rows=tuple(_row(case, staff, districts.get(case.client_id, ""), today) for case in cases),
        waiting=found.waiting,
        late=found.late,
        crews=tuple(crews_of(staff, definitions)),
        next=_mark(cases[-1], dues[cases[-1].pk]) if cases and len(ids) > PAGE else "",
    )


def read_tally(user: User, today: date) -> tuple[int, int]:
    """How many cases lack somebody past the day, and how many within the next 14 days."""
    teams = sorted(user.teams_with(Permission.ALLOCATE))
    needs, values = needs_of(versions_in(teams), today)
    if not needs.shapes:
        return 0, 0
    visible = Case.objects.visible_to(user).open().filter(team__in=teams)
    within = Q(due__range=(today, today + timedelta(days=SOON_DAYS)))
    counts = lacking(visible, needs, values).aggregate(
        late=Count("pk", filter=Q(due__lt=today)), soon=Count("pk", filter=within)
    )
    return counts["late"], counts["soon"]


def places_of(case: Case, staff_of: Iterable[Load], today: date) -> list[Place]:
    """Every slot of one case, for the page on which it is allocated."""
    loads = {load.worker.pk: load for load in staff_of}
    staff = Staff({pk: {case.team_id} for pk in loads}, loads)
    [fetched], districts = _read([case.pk], today)
    return list(_row(fetched, staff, districts.get(case.client_id, ""), today).places)


def _behind(user: User, needs: Needs, values: Mapping[str, Any], after: str) -> tuple[tuple[UUID, date], ...] | None:
    """The cases behind the mark ``after``; None for a mark that names none, which is the first page."""
    day, _sep, reference = after.partition("_")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return None
    teams = user.teams_with(Permission.ALLOCATE)
    rows = lacking(Case.objects.visible_to(user).open().filter(team__in=teams), needs, values)
    rows = rows.filter(Q(due__gt=on) | Q(due=on, reference__gt=reference[:20].replace("\x00", "")))
    return tuple(rows.order_by("due", "reference").values_list("pk", "due")[: PAGE + 1])


def _mark(case: Case, due: date) -> str:
    return f"{due.isoformat()}_{case.reference}"


def _read(ids: list[UUID], today: date) -> tuple[list[Case], dict[UUID, str]]:
    """Cases in the order of their ids, with all that their rows name, and the districts of their clients; one query."""
    if not ids:
        return [], {}
    rows = _ROWS(ids=ids, today=today)
    cases = {case.pk: case for case in rows["cases"]}
    for pk, children in with_children(cases.values(), rows["children"]).items():
        cases[pk].about = children  # type: ignore[attr-defined]
    now, clocks, hand_overs = (_by_case(rows[name]) for name in ("now", "clocks", "hand_overs"))
    for pk, case in cases.items():
        case.now, case.clocks_waiting = now[pk], clocks[pk]  # type: ignore[attr-defined]
        keep_related(case, "hand_overs", hand_overs[pk])
    return [cases[pk] for pk in ids if pk in cases], districts_among(rows["addresses"])


def _by_case(rows: list[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for one in rows:
        found[one.case_id].append(one)
    return found


def _cases(ids: list[UUID]) -> QuerySet[Case, Case]:
    return Case.objects.filter(AnyOf("pk", ids)).select_related("client", "pregnancy")


def _children(ids: list[UUID]) -> QuerySet[Child, Child]:
    return children_of(Case.objects.filter(AnyOf("pk", ids)))


def _now(ids: list[UUID], today: date) -> QuerySet[Allocation, Allocation]:
    return Allocation.objects.current(today).filter(AnyOf("case", ids)).select_related("worker").order_by("pk")


def _clocks(ids: list[UUID]) -> QuerySet[Milestone, Milestone]:
    return Milestone.objects.waiting().filter(AnyOf("case", ids)).defer("sum")


def _hand_overs(ids: list[UUID]) -> QuerySet[HandOver, HandOver]:
    return HandOver.objects.filter(AnyOf("case", ids))


def _addresses(ids: list[UUID], today: date) -> QuerySet[Address, tuple[UUID, str]]:
    return addresses_of(Case.objects.filter(AnyOf("pk", ids)).values("client"), today)


_ROWS = Together(
    cases=_cases, children=_children, now=_now, clocks=_clocks, hand_overs=_hand_overs, addresses=_addresses
)


def _row(case: Case, staff: Staff, district: str, today: date) -> Row:
    definition = rules_of(case)
    summary = summarise(case, today, case.about)  # type: ignore[attr-defined]
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
    """As ``lacking`` tells it in the database, for a case that was fetched."""
    if any(one.slot == slot for one in case.hand_overs.all()):
        return True
    ages = [baby.age_days for baby in summary.living]
    past = bool(ages) and all(age is not None and age > definition.hand_over_days for age in ages)
    return slot == definition.hand_over_slot and past and not summary.expecting
