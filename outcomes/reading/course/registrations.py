"""Registrations: how long a child stood on the register, and whether it came off at the first review."""

from collections.abc import Iterator
from datetime import date

from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from families.definition_of import definition_of
from families.models import MeetingSubject, Service, Status
from outcomes.reading.course.rows import Line, Span, children_of, each, with_case


def first_review(span: Span) -> Iterator[Line]:
    """Of the registrations whose first review was held in the period: those that ended there."""
    kinds, ending = _reviews(span.service)
    reviews = MeetingSubject.objects.filter(
        person=OuterRef("person"), meeting__kind__in=kinds, meeting__held_on__gte=OuterRef("starts")
    ).filter(Q(meeting__held_on__lte=OuterRef("until")))
    first = reviews.order_by("meeting__held_on", "meeting")
    rows = (
        _registrations(span)
        .annotate(until=Coalesce(_days_from("over", 1), Value(date.max)))
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
    """How long the registrations lasted that ended in the period, in months of 30.4375 days; both days count.

    Those that went on after its last day are left out: how long they will last is not known.
    """
    rows = _registrations(span).filter(Q(over__isnull=True) | Q(over__gte=span.first))
    for pk, case, starts, over in each(rows, "pk", "case_found", "starts", "over"):
        if over is None or over > span.last:
            yield Line(pk, case, "goes_on")
        else:
            yield Line(pk, case, "yes", ((over - starts).days + 1) / 30.4375)


def _registrations(span: Span) -> QuerySet[Status]:
    """Registrations of the children of cases open in the period, begun by its last day; ``over``: their last day.

    A row that follows another without a day between goes on with it: the reasons changed, the child stayed.
    """
    child = with_case(children_of(span), span).filter(person=OuterRef("person"))
    register = Status.objects.on_register()
    before = register.filter(person=OuterRef("person"), starts__lt=OuterRef("starts")).filter(
        Q(ends__isnull=True) | Q(ends__gte=OuterRef("eve"))
    )
    follows = register.filter(person=OuterRef("person"), starts__gt=OuterRef("starts"), starts__lte=OuterRef("morrow"))
    ending = register.annotate(morrow=_days_from("ends", 1)).filter(
        ~Exists(follows), person=OuterRef("person"), starts__gte=OuterRef("starts")
    )
    rows = register.annotate(eve=_days_from("starts", -1)).filter(Exists(child), ~Exists(before), starts__lte=span.last)
    return rows.annotate(
        case_found=Subquery(child.values("case_found")[:1]),
        over=Subquery(ending.order_by("starts", "pk").values("ends")[:1]),
    )


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


def _days_from(field: str, days: int) -> ExpressionWrapper:
    return ExpressionWrapper(F(field) + Value(days), output_field=DateField())
