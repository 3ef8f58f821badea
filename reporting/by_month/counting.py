"""Counting contacts or referrals of a service by month and outcome: one query, whatever their number."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from families.models import Service, ServiceKind
from referrals.front_doors import definitions_newest_first
from referrals.models import Contact, Referral, State
from reporting.by_month.table import Column, Share, Table

OPEN = ""
"""What a contact holds for its outcome while it is undecided."""


class Measure(StrEnum):
    """What is counted."""

    CONTACTS = "contacts"
    REFERRALS = "referrals"


def measures_of(service: Service) -> tuple[Measure, ...]:
    """What can be counted of a service, the usual first. A front door has the referrals that it made."""
    if service.kind == ServiceKind.FRONT_DOOR:
        return Measure.CONTACTS, Measure.REFERRALS
    return (Measure.REFERRALS,)


def table_of(service: Service, measure: Measure, first: date, last: date) -> Table:
    """The table of a period, both days counted, by the month of receipt and what is decided now."""
    columns = columns_of(service, measure)
    field = "outcome" if measure is Measure.CONTACTS else "state"
    rows = received(service, measure, first, last).order_by()
    found = rows.annotate(month=TruncMonth("received_on")).values_list("month", field).annotate(n=Count("pk"))
    open_key = _open_key(service) if measure is Measure.CONTACTS else ""
    return Table(
        service=service.name,
        slug=service.slug,
        measure=measure.value,
        first=first,
        last=last,
        columns=columns,
        shares=shares_of(measure),
        counts={(month, key or open_key): number for month, key, number in found},
    )


def received(service: Service, measure: Measure, first: date, last: date) -> QuerySet:
    """The rows that are counted."""
    if measure is Measure.CONTACTS:
        return Contact.objects.filter(service=service).received_within(first, last)
    rows = Referral.objects.filter(received_on__range=(first, last))
    if service.kind == ServiceKind.FRONT_DOOR:
        return rows.filter(contact__service=service)
    return rows.filter(service=service)


def with_outcome(rows: QuerySet, service: Service, measure: Measure, column: str) -> QuerySet:
    """Of these rows those that a column counts."""
    if measure is Measure.REFERRALS:
        return rows.filter(state=column)
    return rows.filter(outcome=OPEN if column == _open_key(service) else column)


def with_share(rows: QuerySet, service: Service, measure: Measure, share: Share) -> QuerySet:
    """Of these rows those that a share counts."""
    columns = [one.key for one in columns_of(service, measure) if one.group in share.groups]
    if measure is Measure.REFERRALS:
        return rows.filter(state__in=columns)
    open_key = _open_key(service)
    return rows.filter(outcome__in=[OPEN if key == open_key else key for key in columns])


def columns_of(service: Service, measure: Measure) -> tuple[Column, ...]:
    """The outcomes in the definition's order, those of earlier versions behind; decisions of referrals."""
    if measure is Measure.REFERRALS:
        return tuple(Column(one.value, str(one.label), one.value) for one in State)
    language = get_language() or "en"
    found: dict[str, Column] = {}
    for definition in definitions_newest_first(service):
        for one in definition.outcomes:
            found.setdefault(one.key, Column(one.key, one.label.text(language), one.counts_as))
    return tuple(found.values())


def _open_key(service: Service) -> str:
    return next((one.key for one in columns_of(service, Measure.CONTACTS) if one.group == "open"), OPEN)


def shares_of(measure: Measure) -> tuple[Share, ...]:
    """What is worth a percentage."""
    listed: Iterable[Share]
    if measure is Measure.CONTACTS:
        listed = (
            Share("no_further_action", _("No further action"), ("no_further_action",)),
            Share("early_help", _("Early help"), ("early_help",)),
        )
    else:
        listed = (
            Share("accepted", _("Accepted"), (State.ACCEPTED,)),
            Share("declined_or_redirected", _("Declined or redirected"), (State.DECLINED, State.REDIRECTED)),
        )
    return tuple(listed)
