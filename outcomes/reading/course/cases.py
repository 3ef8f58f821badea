"""Cases and visits: how early the help came, how much of it there was, and what families said."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from families.gestation import TERM_DAYS
from families.models import Case, Child, Visit, VisitCase
from families.models.choices import CancelledBy, VisitOutcome
from families.querysets.case import CaseQuerySet
from outcomes import removals
from outcomes.models import Evaluation
from outcomes.reading.course.rows import Line, Span, each

WEEK = 7


def gestation_at_referral(span: Span) -> Iterator[Line]:
    """Completed days of pregnancy at referral, in weeks, of the cases opened in the period."""
    cases = _opened(span).annotate(due=F("pregnancy__due_date"), ended=F("pregnancy__ended_on"))
    for pk, referred, about, due, ended in each(cases, "pk", "referred_on", "pregnancy", "due", "ended"):
        if not about or (ended and ended <= referred):
            yield Line(pk, pk, "born")
        elif due is None:
            yield Line(pk, pk, "no_due_date")
        else:
            yield Line(pk, pk, "yes", (TERM_DAYS - (due - referred).days) / WEEK)


def weeks_before_birth(span: Span) -> Iterator[Line]:
    """Completed weeks before the birth on whose days a case was open, of children born in the period.

    0 where the first case opened later; a case that closed before the birth helped until then.
    """
    children = _with_earliest(removals.born_alive(span.service, span.first, span.last), span)
    mine = _about(span).order_by("opened_on", "pk")
    children = children.annotate(
        starts=ArraySubquery(mine.values("opened_on")), ends=ArraySubquery(mine.values("closed_on"))
    )
    for pk, case, born, starts, ends in each(children, "pk", "case_found", "born", "starts", "ends"):
        yield Line(pk, case, "yes", _days_helped(born, zip(starts, ends, strict=True)) // WEEK)


def weeks_to_first_visit(span: Span) -> Iterator[Line]:
    """Weeks from referral to the first visit that took place, of the cases opened in the period."""
    cases = _opened(span).annotate(seen=_first_visit("pk"))
    for pk, referred, seen in each(cases, "pk", "referred_on", "seen"):
        if seen is None:
            yield Line(pk, pk, "no_visit")
        else:
            yield Line(pk, pk, "yes", _weeks(referred, seen))


def visits_done(span: Span) -> Iterator[Line]:
    """Of the visits planned for a day of the period, less those that the service called off: those that took place.

    A joint visit that was written up in parts is one for each day and outcome that its parts had.
    """
    yield from _planned(span, VisitOutcome.DONE)


def no_access(span: Span) -> Iterator[Line]:
    """Of the same visits: those at which nobody let the worker in."""
    yield from _planned(span, VisitOutcome.NO_ACCESS)


def satisfied(span: Span) -> Iterator[Line]:
    """Of the forms answered in the period in which it was asked: those who were satisfied or helped."""
    forms = Evaluation.objects.of_service(span.service, span.first, span.last)
    for pk, case, happy in each(forms, "pk", "case", "satisfied"):
        yield Line(pk, case, "not_answered" if happy is None else "yes" if happy else "no")


def visit_and_removal(span: Span) -> Iterator[Line]:
    """Of the children born in the period: removed before the age of 365 days or not, by weeks to the first visit.

    ``value`` is the wait of the earliest case. Removed or not, a child waits for its 365th day: before it only the
    removed are known. Who came after that year, or removed, waited for no visit before it. An association: who is
    seen late may differ in other ways from who is seen early.
    """
    children = _with_earliest(removals.born_alive(span.service, span.first, span.last), span).annotate(
        seen=_first_visit("case_found"), death=Coalesce("loss__lost_on", "person__died_on")
    )
    columns = ("pk", "case_found", "came_on", "referred", "seen", "born", "removed_on", "death")
    for pk, case, came_on, referred, seen, born, removed_on, death in each(children, *columns):
        removed = removed_on is not None and (removed_on - born).days < removals.FIRST_YEAR
        if why := removals.why_not_followed(born, came_on, removed_on):
            yield Line(pk, case, why)
        elif not removed and death and (death - born).days < removals.FIRST_YEAR:
            yield Line(pk, case, "died")
        elif (span.as_of - born).days < removals.FIRST_YEAR:
            yield Line(pk, case, "unresolved")
        elif seen is None:
            yield Line(pk, case, "no_visit")
        else:
            yield Line(pk, case, "yes" if removed else "no", _weeks(referred, seen))


def _opened(span: Span) -> CaseQuerySet:
    found: CaseQuerySet = removals.cases_of(span.service).filter(opened_on__range=(span.first, span.last))
    return found


def _about(span: Span) -> QuerySet[Case]:
    """The service's cases about a child of an outer query."""
    return removals.cases_of(span.service).filter(Q(pregnancy=OuterRef("pregnancy")) | Q(child=OuterRef("pk")))


def _with_earliest(children: QuerySet[Child], span: Span) -> QuerySet[Child]:
    """With the earliest case about each: its key, and when it was referred."""
    mine = _about(span).order_by("opened_on", "pk")
    return children.annotate(
        case_found=Subquery(mine.values("pk")[:1]),
        referred=Subquery(mine.values("referred_on")[:1]),
    )


def _days_helped(born: date, spells: Iterable[tuple[date, date | None]]) -> int:
    """Days before the birth that lay in any of the spells, which come in the order in which they began."""
    days, reached = 0, date.min
    for opened, closed in spells:
        start, end = max(opened, reached), min(closed or born, born)
        if end > start:
            days += (end - start).days
            reached = end
    return days


def _weeks(referred: date, seen: datetime) -> float:
    """From the referral to the day of a visit, in London; 0 where the visit came first."""
    return max(0, (timezone.localdate(seen) - referred).days) / WEEK


def _first_visit(case: str) -> Subquery:
    done = Visit.objects.filter(outcome=VisitOutcome.DONE, visit_cases__case=OuterRef(case)).order_by()
    return Subquery(done.values("visit_cases__case").annotate(first=Min("happened_at")).values("first")[:1])


def _planned(span: Span, counted: str) -> Iterator[Line]:
    first, last = (timezone.make_aware(datetime.combine(day, at)) for day, at in _ends(span))
    theirs = VisitCase.objects.filter(visit=OuterRef("pk"), case__service_version__service=span.service)
    of_a_day = Visit.objects.annotate(day=TruncDate("planned_for"))
    same = of_a_day.filter(day=OuterRef("day"), outcome=OuterRef("outcome"))
    told = same.filter(Q(pk=OuterRef("parted_from")) | Q(parted_from=OuterRef("parted_from"), pk__lt=OuterRef("pk")))
    visits = of_a_day.filter(~Exists(told), planned_for__range=(first, last))
    visits = visits.exclude(outcome=VisitOutcome.CANCELLED, cancelled_by=CancelledBy.SERVICE)
    visits = visits.annotate(found=Subquery(theirs.order_by("case__opened_on", "case").values("case")[:1]))
    for pk, outcome, day, found in each(visits.filter(found__isnull=False), "pk", "outcome", "day", "found"):
        if outcome == VisitOutcome.PLANNED:
            yield Line(pk, found, "not_yet" if day > span.as_of else "not_written")
        else:
            yield Line(pk, found, "yes" if outcome == counted else "no")


def _ends(span: Span) -> tuple[tuple[date, time], tuple[date, time]]:
    return (span.first, time.min), (span.last, time.max)
