"""Children: stepping down, coming off the register, staying out of care."""

from collections.abc import Iterator
from datetime import date

from django.db.models import DateField, Exists, ExpressionWrapper, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from families.definition_of import definition_of
from families.models import Child, MeetingSubject, Separation, Service, Status
from families.querysets.dated import holds_on
from outcomes import removals
from outcomes.reading.course.rows import Line, Span, children_of, each


def closed_to_social_services(span: Span) -> Iterator[Line]:
    """Of the children open to social services on a day of the period: those who were not on its last day."""
    mine = Status.objects.open_to_social_services().filter(person=OuterRef("person"))
    children = children_of(span).annotate(
        still=Exists(mine.filter(holds_on(span.last))),
        away=Exists(Status.objects.filter(holds_on(span.last), looked_after=True, person=OuterRef("person"))),
    )
    children = children.filter(Exists(mine.holding_within(span.first, span.last)))
    for pk, case, gone, still, away in each(_with_case(children, span), "pk", "case_found", "gone", "still", "away"):
        if gone and gone <= span.last:
            yield Line(pk, case, "gone")
        else:
            yield Line(pk, case, "no" if still or away else "yes")


def de_registered(span: Span) -> Iterator[Line]:
    """Of the children on the register on a day of the period: those who were off it after its last day."""
    mine = Status.objects.on_register().filter(person=OuterRef("person")).holding_within(span.first, span.last)
    children = children_of(span).filter(Exists(mine))
    children = children.annotate(stays=Exists(mine.filter(Q(ends__isnull=True) | Q(ends__gt=span.last))))
    for pk, case, gone, stays in each(_with_case(children, span), "pk", "case_found", "gone", "stays"):
        if gone and gone <= span.last:
            yield Line(pk, case, "gone")
        else:
            yield Line(pk, case, "no" if stays else "yes")


def first_review(span: Span) -> Iterator[Line]:
    """Of the registrations whose first review was held in the period: those that ended there."""
    kinds, ending = _reviews(span.service)
    reviews = MeetingSubject.objects.filter(
        person=OuterRef("person"), meeting__kind__in=kinds, meeting__held_on__gte=OuterRef("starts")
    ).filter(Q(meeting__held_on__lte=OuterRef("until")))
    first = reviews.order_by("meeting__held_on", "meeting")
    rows = (
        _registrations(span)
        .annotate(until=Coalesce(_day_after("ends"), Value(date.max)))
        .annotate(
            held=Subquery(first.values("meeting__held_on")[:1]),
            decision=Subquery(first.values("decision")[:1]),
            kind_of=Subquery(first.values("meeting__kind")[:1]),
        )
    )
    rows = rows.filter(held__range=(span.first, span.last))
    for pk, case, kind, decision in each(rows, "pk", "case_found", "kind_of", "decision"):
        if not decision:
            yield Line(pk, case, "no_decision")
        else:
            yield Line(pk, case, "yes" if (kind, decision) in ending else "no")


def register_months(span: Span) -> Iterator[Line]:
    """How long the registrations lasted that ended in the period, in months of 30.4375 days; both days count."""
    rows = _registrations(span).filter(ends__range=(span.first, span.last))
    for pk, case, starts, ends in each(rows, "pk", "case_found", "starts", "ends"):
        yield Line(pk, case, "yes", ((ends - starts).days + 1) / 30.4375)


def stayed_out_of_care(span: Span, months: int) -> Iterator[Line]:
    """Of the children of cases closed in the period, neither looked after nor apart so many months after."""
    cases = removals.cases_of(span.service).filter(closed_on__range=(span.first, span.last))
    children = removals.with_first_separation(removals.children_worked_with(cases))
    mine = cases.filter(Q(pregnancy=OuterRef("pregnancy")) | Q(child=OuterRef("pk"))).order_by("-closed_on", "-pk")
    children = children.annotate(
        case_found=Subquery(mine.values("pk")[:1]),
        closed=Subquery(mine.values("closed_on")[:1]),
        gone=Coalesce("loss__lost_on", "person__died_on"),
    ).annotate(day=MonthsAfter("closed", months=months))
    children = children.annotate(in_care=_in_care())
    for pk, case, day, gone, in_care in each(children, "pk", "case_found", "day", "gone", "in_care"):
        if gone and gone <= day:
            yield Line(pk, case, "gone")
        elif day > span.as_of:
            yield Line(pk, case, "not_yet")
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
    away = Separation.objects.filter(
        child=OuterRef("pk"), counts_as_removal=True, from_all_resident_parents=True, separated_on__lte=day
    )
    not_home = Q(return_home__isnull=True) | Q(return_home__returned_on__gt=day)
    return Q(Exists(kept.filter(Q(ends__isnull=True) | Q(ends__gte=day))) | Exists(away.filter(not_home)))


def _with_case(children: QuerySet[Child], span: Span) -> QuerySet[Child]:
    """With the latest case of the period about each, through which the child can be found."""
    cases = removals.cases_of(span.service).open_within(span.first, span.last)
    mine = cases.filter(Q(pregnancy=OuterRef("pregnancy")) | Q(child=OuterRef("pk"))).order_by("-opened_on", "-pk")
    return children.annotate(case_found=Subquery(mine.values("pk")[:1]))


def _registrations(span: Span) -> QuerySet[Status]:
    """Registrations of the children of cases open in the period, begun by its last day."""
    child = _with_case(children_of(span), span).filter(person=OuterRef("person"))
    rows = Status.objects.on_register().filter(Exists(child), starts__lte=span.last)
    return rows.annotate(case_found=Subquery(child.values("case_found")[:1]))


def _reviews(service: Service) -> tuple[set[str], set[tuple[str, str]]]:
    """Kinds of meeting that can end a registration, and the decisions that do, in any version of the service."""
    ending: set[tuple[str, str]] = set()
    for version in service.versions.all():
        rules = definition_of(version)
        register = {one.key for one in rules.statuses if one.register}
        ending |= {
            (kind.key, decision.key)
            for kind in rules.meetings
            for decision in kind.decisions
            if register & set(decision.ends)
        }
    return {kind for kind, _decision in ending}, ending


def _day_after(field: str) -> ExpressionWrapper:
    return ExpressionWrapper(F(field) + Value(1), output_field=DateField())
