"""Children's first separations, as sets: what the removal run and line 38 of the return both count.

A first separation is the earliest from all resident birth parents on a ground that counts as a removal
(an order, police protection, accommodation). Neonatal care, parent-and-baby placements and informal
kinship arrangements do not count: each ground says so itself in the service's definition.
"""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from families.models import Case, Child, Closure, Family, Separation, Service, Status
from families.models.choices import LossKind
from families.querysets.case import CaseQuerySet

FIRST_YEAR = 365
"""Days: a child separated at the age of 364 days was in the first year, one of 365 was not."""

LOST_BEFORE_BIRTH = (LossKind.MISCARRIAGE, LossKind.STILLBIRTH, LossKind.TERMINATION)


def removals() -> QuerySet[Separation]:
    """Separations that count as removals, first or not."""
    return Separation.objects.filter(counts_as_removal=True, from_all_resident_parents=True)


def with_first_separation(children: QuerySet[Child]) -> QuerySet[Child]:
    """The children with ``born``, ``removed_on``, ``never_went_home`` and ``returned_on`` of the first removal.

    All four are None where there is nothing to say. A child's age at removal is ``removed_on - born``.
    ``again_on``: the day of the next removal after the first.
    """
    first = removals().filter(child=OuterRef("pk")).order_by("separated_on")
    return children.annotate(
        born=Coalesce("birth__born_on", "person__date_of_birth"),
        removed_on=Subquery(first.values("separated_on")[:1]),
        never_went_home=Subquery(first.values("never_went_home")[:1]),
        returned_on=Subquery(first.values("return_home__returned_on")[:1]),
        again_on=Subquery(first.values("separated_on")[1:2]),
    )


def apart_on(day: Any) -> Exists:
    """Whether a child of the outer query had been removed by ``day`` and was not home; the day of a return is home."""
    away = removals().filter(child=OuterRef("pk"), separated_on__lte=day)
    return Exists(away.filter(Q(return_home__isnull=True) | Q(return_home__returned_on__gt=day)))


def cases_of(service: Service) -> CaseQuerySet:
    """Every case of the service, under whichever version of its definition."""
    return Case.objects.filter(service_version__service=service)


def families_open(service: Service, first: date, last: date) -> QuerySet[Family]:
    """Families with a case of the service open on any day from ``first`` to ``last``."""
    return Family.objects.filter(Exists(cases_of(service).open_within(first, last).filter(family=OuterRef("pk"))))


def children_of_open_families(service: Service, first: date, last: date) -> QuerySet[Child]:
    """All children of those families, whichever case they belong to."""
    return with_first_separation(Child.objects.filter(family__in=families_open(service, first, last)))


def children_worked_with(cases: QuerySet[Case]) -> QuerySet[Child]:
    """Children whom one of the cases is about, from the pregnancy on."""
    about = Exists(cases.filter(pregnancy=OuterRef("pregnancy"))) | Exists(cases.filter(child=OuterRef("pk")))
    return Child.objects.filter(about)


def born_alive(service: Service, first: date, last: date) -> QuerySet[Child]:
    """The cohort of the service's children born alive from ``first`` to ``last``.

    ``came_on``: the day on which the first case about each was opened; ``left_on``: on which the last was closed,
    None while one is open.
    """
    mine = cases_of(service).filter(Q(pregnancy=OuterRef("pregnancy")) | Q(child=OuterRef("pk")))
    children = with_first_separation(children_worked_with(cases_of(service))).annotate(
        came_on=Subquery(mine.order_by("opened_on").values("opened_on")[:1]),
        left_on=Subquery(mine.order_by(F("closed_on").desc(nulls_first=True)).values("closed_on")[:1]),
    )
    return children.filter(born__range=(first, last)).exclude(loss__kind__in=LOST_BEFORE_BIRTH)


def why_not_followed(born: date, came_on: date, removed_on: date | None) -> str:
    """Why the first year of a child is no outcome of the service; empty where it is.

    ``came_late``: the first case was opened on the 365th day of its life or later. Nobody followed it, and whoever
    was removed in that year would seldom have come: counted in, such children make removals look rare.
    ``gone_before``: it had been removed before that case was opened. It may have come for that reason: counted in,
    such children make removals look frequent.
    """
    if (came_on - born).days >= FIRST_YEAR:
        return "came_late"
    return "gone_before" if removed_on and removed_on < came_on else ""


def open_to_social_services(service: Service, first: date, last: date) -> QuerySet[Child]:
    """Children of cases open in the period who were themselves open to social services on a day of it.

    The unborn count; children who were lost before birth do not.
    """
    status = Status.objects.open_to_social_services().holding_within(first, last).filter(person=OuterRef("person"))
    children = children_worked_with(cases_of(service).open_within(first, last))
    return with_first_separation(children.filter(Exists(status))).exclude(loss__kind__in=LOST_BEFORE_BIRTH)


def removed_within(children: QuerySet[Child], first: date, last: date) -> QuerySet[Child]:
    """Those of the annotated children whose first removal lies in the period."""
    return children.filter(removed_on__range=(first, last))


def lost_within(service: Service, first: date, last: date) -> QuerySet[Child]:
    """The service's children who were lost or died in the period; they stand in no rate of removals."""
    gone = Q(loss__lost_on__range=(first, last)) | Q(loss__isnull=True, person__died_on__range=(first, last))
    return children_worked_with(cases_of(service)).filter(gone)


def removed_after_closure(service: Service, first: date, last: date) -> QuerySet[Child]:
    """Children first removed in the period when every case about them had closed.

    A case that was opened, or opened again, later than that was not open on the day.
    """
    between = Closure.objects.filter(
        case=OuterRef("pk"), signed_on__lt=OuterRef(OuterRef("removed_on")),
        reopened_on__gt=OuterRef(OuterRef("removed_on")),
    )  # fmt: skip
    begun = _begun_by_removal(service)
    still_open = begun.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=OuterRef("removed_on"))).exclude(
        Exists(between)
    )
    return _removed(service, first, last).filter(Exists(begun), ~Exists(still_open))


def removed_before_opening(service: Service, first: date, last: date) -> QuerySet[Child]:
    """Children first removed in the period before any case about them was opened: they count all the same."""
    return _removed(service, first, last).filter(~Exists(_begun_by_removal(service)))


def _removed(service: Service, first: date, last: date) -> QuerySet[Child]:
    children = with_first_separation(children_worked_with(cases_of(service)))
    return removed_within(children, first, last)


def _begun_by_removal(service: Service) -> CaseQuerySet:
    """The cases about a child of an outer query that were opened by the day on which it was first removed."""
    cases = cases_of(service).filter(Q(pregnancy=OuterRef("pregnancy")) | Q(child=OuterRef("pk")))
    found: CaseQuerySet = cases.filter(opened_on__lte=OuterRef("removed_on"))
    return found
