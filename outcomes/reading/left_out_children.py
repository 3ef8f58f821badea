"""The children whom removals and cost count, and whom they and comparisons leave out.

Each is given by a case through which they are found.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from families.models import Case, Child, Status
from outcomes import removals
from outcomes.labels import COHORTS, COUNTED, COUNTED_CHILDREN, LOST
from outcomes.models import OutcomeRun
from outcomes.reading.comparison import left_out_lives
from outcomes.reading.course import Span
from outcomes.reading.removals import (
    AT_ONCE,
    COLUMNS,
    OF_BIRTHS,
    ChildRow,
    died_by,
    first_year_of,
    is_out_of_sight,
)

Found = Iterator[Any]
"""Keys of cases, None for a child without one."""


def left_out_children(run: OutcomeRun, figure: str, why: str) -> tuple[str, Found] | None:
    """What the figure is called, and the cases; None for a figure or a reason that a run of this kind has not."""
    as_of = date.fromisoformat(run.parameters["as_of"])
    span = Span(service=run.service, first=run.first_day, last=run.last_day, as_of=as_of)
    if run.kind == OutcomeRun.Kind.COMPARISON:
        lives = left_out_lives(span.service, span.first, span.last, run.parameters, figure, why)
        return None if lives is None else (str(COHORTS[figure]), _cases_of_children(span, [one.child for one in lives]))
    if run.kind == OutcomeRun.Kind.REMOVALS and figure == "lost" and why in LOST:
        return str(COUNTED_CHILDREN[figure]), _lost(span, why)
    finder = FINDERS.get(run.kind, {}).get((figure, why))
    return (str(COUNTED_CHILDREN[figure]), finder(span)) if finder else None


def _no_birthday(span: Span) -> Found:
    """Removed in the period, of families with an open case, at an age that nobody knows."""
    children = removals.children_of_open_families(span.service, span.first, span.last)
    for row, case in _rows(removals.removed_within(children, span.first, span.last), span):
        if row.age is None:
            yield case


def _first_year(state: str) -> Callable[[Span], Found]:
    def found(span: Span) -> Found:
        for row, case in _rows(removals.born_alive(span.service, span.first, span.last), span, *OF_BIRTHS):
            if first_year_of(row, span.as_of) == state:
                yield case

    return found


def _out_of_sight(span: Span) -> Found:
    """Counted as not removed, though no case was open any more on their 365th day."""
    for row, case in _rows(removals.born_alive(span.service, span.first, span.last), span, *OF_BIRTHS):
        if first_year_of(row, span.as_of) == "followed" and is_out_of_sight(row):
            yield case


def _removed_in_first_year(span: Span) -> Found:
    """Removed in the period before the age of 365 days, of families with an open case."""
    children = removals.children_of_open_families(span.service, span.first, span.last)
    for row, case in _rows(removals.removed_within(children, span.first, span.last), span):
        if row.removed_in_first_year:
            yield case


def _removed_while_open(span: Span) -> Found:
    """Open to social services, and first removed in the period at whatever age."""
    children = removals.open_to_social_services(span.service, span.first, span.last)
    for _row, case in _rows(removals.removed_within(children, span.first, span.last), span):
        yield case


def _died_open(span: Span) -> Found:
    """Open to social services, and dead by the end of the period without having been removed."""
    for row, case in _rows(removals.open_to_social_services(span.service, span.first, span.last), span):
        if died_by(row, span.last):
            yield case


def _not_open(span: Span) -> Found:
    """Families with an open case, none of whom was open to social services on a day of the period."""
    held = Status.objects.open_to_social_services().holding_within(span.first, span.last)
    cases = removals.cases_of(span.service).open_within(span.first, span.last)
    never = cases.filter(~Exists(held.filter(family=OuterRef("family"))))
    return never.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=AT_ONCE)


def _lost(span: Span, kind: str) -> Found:
    lost = removals.lost_within(span.service, span.first, span.last).annotate(
        kind=Coalesce(F("loss__kind"), Value("death")), case_id=_case(span)
    )
    return lost.filter(kind=kind).order_by("pk").values_list("case_id", flat=True).iterator(chunk_size=AT_ONCE)


def _rows(children: QuerySet[Child], span: Span, *more: str) -> Iterator[tuple[ChildRow, Any]]:
    """Nobody is left out for a brother or sister who went before, so that is not asked."""
    columns = (*COLUMNS, *more)
    known = children.annotate(death=Coalesce("loss__lost_on", "person__died_on"), case_id=_case(span))
    for *life, case in known.order_by("pk").values_list(*columns, "case_id").iterator(chunk_size=AT_ONCE):
        yield ChildRow(columns, life), case


def _case(span: Span) -> Coalesce:
    """The child's first case with the service, else the family's."""
    cases: QuerySet[Case] = removals.cases_of(span.service).order_by("opened_on", "pk")
    own = cases.filter(Q(pregnancy=OuterRef("pregnancy")) | Q(child=OuterRef("pk")))
    family = cases.filter(family=OuterRef("family"))
    return Coalesce(Subquery(own.values("pk")[:1]), Subquery(family.values("pk")[:1]))


def _cases_of_children(span: Span, children: Iterable[Any]) -> Found:
    rows = Child.objects.filter(pk__in=list(children)).annotate(case_id=_case(span))
    return rows.order_by("pk").values_list("case_id", flat=True).iterator(chunk_size=AT_ONCE)


FINDERS: Mapping[str, Mapping[tuple[str, str], Callable[[Span], Found]]] = {
    OutcomeRun.Kind.REMOVALS: {
        ("families_open", COUNTED): _removed_in_first_year,
        ("live_births", COUNTED): _first_year("removed"),
        ("open_to_social_services", COUNTED): _removed_while_open,
        ("separations", "no_birthday"): _no_birthday,
        ("live_births", "died"): _first_year("died"),
        ("live_births", "unresolved"): _first_year("unresolved"),
        ("live_births", "came_late"): _first_year("came_late"),
        ("live_births", "gone_before"): _first_year("gone_before"),
        ("live_births", "out_of_sight"): _out_of_sight,
        ("open_to_social_services", "dead"): _died_open,
    },
    OutcomeRun.Kind.COST: {
        ("separations", COUNTED): _removed_in_first_year,
        ("separations", "no_birthday"): _no_birthday,
        ("families_open", "not_open"): _not_open,
    },
}
