"""Children: stepping down, coming off the register, staying out of care."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import DateField, Exists, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from families.models import Status
from families.querysets.dated import holds_on
from outcomes import removals
from outcomes.reading.course.rows import Line, Span, children_of, each, with_case


def closed_to_social_services(span: Span) -> Iterator[Line]:
    """Of the children open to social services on a day of the period: those who were not on its last day.

    One that was looked after then, or apart from its parents, is not better off.
    """
    mine = Status.objects.open_to_social_services().filter(person=OuterRef("person"))
    children = children_of(span).annotate(day=Value(span.last, output_field=DateField()))
    children = children.annotate(still=Exists(mine.filter(holds_on(span.last))), away=_in_care())
    children = children.filter(Exists(mine.holding_within(span.first, span.last)))
    for pk, case, gone, still, away in each(with_case(children, span), "pk", "case_found", "gone", "still", "away"):
        if gone and gone <= span.last:
            yield Line(pk, case, "gone")
        else:
            yield Line(pk, case, "no" if still or away else "yes")


def de_registered(span: Span) -> Iterator[Line]:
    """Of the children on the register on a day of the period: those who were off it on the day after its last.

    One who stood on it for other reasons from that day on has stayed.
    """
    mine = Status.objects.on_register().filter(person=OuterRef("person"))
    children = children_of(span).filter(Exists(mine.holding_within(span.first, span.last)))
    children = children.annotate(stays=Exists(mine.filter(holds_on(span.last + timedelta(days=1)))))
    for pk, case, gone, stays in each(with_case(children, span), "pk", "case_found", "gone", "stays"):
        if gone and gone <= span.last:
            yield Line(pk, case, "gone")
        else:
            yield Line(pk, case, "no" if stays else "yes")


def stayed_out_of_care(span: Span, months: int) -> Iterator[Line]:
    """Of the children of cases closed in the period, neither looked after nor apart so many months after.

    An unborn child can be neither: it is counted once its birth is recorded.
    """
    cases = removals.cases_of(span.service).filter(closed_on__range=(span.first, span.last))
    children = removals.with_first_separation(removals.children_worked_with(cases))
    mine = cases.filter(Q(pregnancy=OuterRef("pregnancy")) | Q(child=OuterRef("pk"))).order_by("-closed_on", "-pk")
    children = children.annotate(
        case_found=Subquery(mine.values("pk")[:1]),
        closed=Subquery(mine.values("closed_on")[:1]),
        gone=Coalesce("loss__lost_on", "person__died_on"),
    ).annotate(day=MonthsAfter("closed", months=months))
    children = children.annotate(in_care=_in_care())
    for pk, case, day, born, gone, in_care in each(children, "pk", "case_found", "day", "born", "gone", "in_care"):
        if gone and gone <= day:
            yield Line(pk, case, "gone")
        elif day > span.as_of:
            yield Line(pk, case, "not_yet")
        elif born is None or born > day:
            yield Line(pk, case, "unborn")
        else:
            yield Line(pk, case, "no" if in_care else "yes")


class MonthsAfter(Func):
    """The same day so many months later, the last of the month where that has fewer days."""

    template = "(%(expressions)s + make_interval(months => %(months)s))::date"
    output_field = DateField()

    def __init__(self, day: str, *, months: int) -> None:
        super().__init__(F(day), months=int(months))


def _in_care() -> Q:
    """Looked after on the child's ``day``, or first separated by it and not home again."""
    day = OuterRef("day")
    kept = Status.objects.filter(looked_after=True, person=OuterRef("person"), starts__lte=day)
    return Q(Exists(kept.filter(Q(ends__isnull=True) | Q(ends__gte=day))) | removals.apart_on(day))
