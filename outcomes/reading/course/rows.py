"""What every figure is counted from: one line for each child, case, registration or form."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import frozen
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from families.models import Child, Service
from outcomes import removals

AT_ONCE = 2000


@frozen(kw_only=True)
class Span:
    """The service and the days that a figure is about, and the day up to which things are known."""

    service: Service
    first: date
    last: date
    as_of: date


@frozen
class Line:
    """One that was looked at: ``state`` is yes, no, or why it is left out; ``value`` what is measured.

    ``case`` is a case through which it can be found, None where there is none.
    """

    id: Any
    case: Any
    state: str
    value: float | None = None

    @property
    def counted(self) -> bool:
        """Whether it stands in the figure at all."""
        return self.state in ("yes", "no")


def children_of(span: Span) -> QuerySet[Child]:
    """Children whom a case open on any day of the period is about, with ``gone``: lost or dead on that day."""
    cases = removals.cases_of(span.service).open_within(span.first, span.last)
    children = removals.with_first_separation(removals.children_worked_with(cases))
    return children.annotate(gone=Coalesce("loss__lost_on", "person__died_on"))


def with_case(children: QuerySet[Child], span: Span) -> QuerySet[Child]:
    """With the latest case of the period about each, through which the child can be found."""
    cases = removals.cases_of(span.service).open_within(span.first, span.last)
    mine = cases.filter(Q(pregnancy=OuterRef("pregnancy")) | Q(child=OuterRef("pk"))).order_by("-opened_on", "-pk")
    return children.annotate(case_found=Subquery(mine.values("pk")[:1]))


def each(rows: QuerySet, *columns: str) -> Iterator[tuple[Any, ...]]:
    """The rows by key, a few thousand at a time."""
    yield from rows.order_by("pk").values_list(*columns).iterator(chunk_size=AT_ONCE)
