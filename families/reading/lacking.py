"""Cases that lack somebody whom their service requires, as the database finds them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce

from activity.prepared import AnyOf, Prepared
from families.definition_of import definition_by_id
from families.models import Allocation, Case, Child, HandOver, Milestone
from families.querysets.case import CaseQuerySet, Reader

NO_CLOCK = date(9999, 12, 31)


@dataclass(frozen=True)
class Need:
    """What some versions require alike: their slots, the one that ends with the hand-over, and after how many days."""

    slots: tuple[str, ...]
    hand_over: str
    days: int


@dataclass(frozen=True)
class Needs:
    """What the versions of some cases require, and the rules of the clocks that it meets; the same for all readers."""

    shapes: tuple[Need, ...]
    rules: tuple[str, ...]

    @property
    def takes(self) -> dict[str, Any]:
        """The values that differ from day to day and from service to service, as ``activity.prepared`` asks."""
        numbers = range(len(self.shapes))
        takes = {f"versions{number}": list[UUID] for number in numbers} | {
            f"before{number}": date for number in numbers
        }
        return takes | {"today": date, "never": date}


def needs_of(versions: Iterable[UUID], today: date) -> tuple[Needs, dict[str, Any]]:
    """What versions require, with the values for :func:`lacking`."""
    alike: dict[Need, list[UUID]] = {}
    rules: set[str] = set()
    for version in versions:
        definition = definition_by_id(version)
        slots = tuple(slot.key for slot in definition.slots if slot.required)
        rules |= {rule.key for slot in slots for rule in definition.clocks_met_by(f"slot:{slot}")}
        if slots:
            alike.setdefault(Need(slots, definition.hand_over_slot, definition.hand_over_days), []).append(version)
    shapes = tuple(sorted(alike, key=lambda one: (one.slots, one.hand_over, one.days)))
    values: dict[str, Any] = {f"versions{number}": alike[one] for number, one in enumerate(shapes)}
    values |= {f"before{number}": today - timedelta(days=one.days) for number, one in enumerate(shapes)}
    return Needs(shapes, tuple(sorted(rules))), values | {"today": today, "never": NO_CLOCK}


def versions_in(teams: list[UUID]) -> list[UUID]:
    """The service versions of the open cases of teams; one query."""
    return [pk for (pk,) in _VERSIONS(teams=teams)]


def lacking(cases: CaseQuerySet, needs: Needs, values: Mapping[str, Any]) -> CaseQuerySet:
    """Cases without an owner today for a slot that their version requires; ``due`` says when somebody should be there.

    ``values`` are those of :func:`needs_of`, or marks in their place. There is at least one shape.
    """
    held = Allocation.objects.current(values["today"]).filter(case=OuterRef("pk"))
    gaps = Q()
    for number, need in enumerate(needs.shapes):
        missing = Q()
        for slot in need.slots:
            over = _is_over(slot, need, values[f"before{number}"])
            missing |= ~Exists(held.filter(slot=slot)) & ~over
        gaps |= Q(AnyOf("service_version", values[f"versions{number}"])) & missing
    clocks = Milestone.objects.waiting().filter(case=OuterRef("pk"), rule__in=needs.rules).order_by()
    first = clocks.values("case").annotate(first=Min("due_on")).values("first")
    return cases.filter(gaps).annotate(due=Coalesce(Subquery(first), values["never"]))


def page_of(cases: CaseQuerySet, needs: Needs, values: Mapping[str, Any], most: int) -> QuerySet[Case, Any]:
    """The first ``most`` of them: id and due day, and in each row how many there are in all, and how many are late."""
    late = Count("pk", filter=Q(due__lt=values["today"]))
    rows = lacking(cases, needs, values).annotate(waiting=Window(Count("pk")), late=Window(late))
    return rows.order_by("due", "reference").values_list("pk", "due", "waiting", "late")[:most]


def open_cases(user: UUID, teams: list[UUID], managed: list[UUID], today: date, now: datetime) -> QuerySet[Case, Any]:
    """The ids of the open cases that somebody may see: the gate, for what is asked among them."""
    return Case.objects.open_to(Reader(user, teams, managed, today, now)).open().values_list("pk")


def _is_over(slot: str, need: Need, before: date) -> Q:
    """True of cases in which the slot's work is done: handed over, or every baby past the day of hand-over."""
    handed_over = Q(Exists(HandOver.objects.filter(case=OuterRef("pk"), slot=slot)))
    if slot != need.hand_over:
        return handed_over
    babies = Child.objects.filter(Q(pregnancy=OuterRef("pregnancy")) | Q(pk=OuterRef("child")))
    past, here = babies.filter(birth__born_on__lt=before), babies.exclude(state__in=["lost", "died"])
    return handed_over | (Q(Exists(past)) & ~Q(Exists(here.exclude(birth__born_on__lt=before))))


def _versions(teams: list[UUID]) -> QuerySet[Case, tuple[UUID]]:
    return Case.objects.open().filter(AnyOf("team", teams)).order_by().values_list("service_version").distinct()


_VERSIONS = Prepared(_versions)
