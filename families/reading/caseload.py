"""Lists of cases: a worker's own, a team's, and what search finds."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Upper

from accounts.models import User
from families.models import Case, Milestone, PersonName, Status, VisitCase
from families.nhs_numbers import is_valid, normalise
from families.postcodes import WrongPostcode
from families.postcodes import normalise as normalise_postcode
from families.querysets.case import CaseQuerySet
from families.querysets.dated import holds_on
from families.reading.summary import Summary, summarise, with_babies

PAGE = 50


@dataclass(frozen=True)
class CaseLine:
    summary: Summary
    late: int
    next_due: date | None
    last_contact: Any
    on_register: bool


def read_cases(cases: CaseQuerySet, today: date) -> list[CaseLine]:
    """Lines for a page of visible cases; six queries at most, whatever their number."""
    waiting = Q(milestones__met_on=None, milestones__withdrawn_on=None)
    seen = VisitCase.objects.filter(case=OuterRef("pk"), visit__outcome="done").order_by("-visit__happened_at")
    registered = (
        Status.objects.holding_on(today)
        .on_register()
        .filter(Q(person__child__pregnancy=OuterRef("pregnancy")) | Q(person__child=OuterRef("child")))
    )
    rows = with_babies(cases.for_reading()).annotate(
        late=Count("milestones", filter=waiting & Q(milestones__due_on__lt=today)),
        next_due=Min("milestones__due_on", filter=waiting & Q(milestones__due_on__gte=today)),
        last_contact=seen.values("visit__happened_at")[:1],
        registered=Exists(registered),
    )
    return [
        CaseLine(summarise(case, today), case.late, case.next_due, case.last_contact, case.registered) for case in rows
    ]


def find_cases(user: User, words: str, today: date) -> list[Case]:
    """Visible cases that match a reference, an NHS number, a postcode or a name, aliases included.

    At most 50, the closed after the open ones.
    """
    text = words.strip()
    if not text:
        return []
    found = Case.objects.visible_to(user).filter(_matching(text, today)).distinct()
    return list(with_babies(found.for_reading()).order_by(F("closed_on").asc(nulls_first=True), "reference")[:PAGE])


def _matching(text: str, today: date) -> Q:
    people = PersonName.objects.annotate(given=Upper("given_name"), family=Upper("family_name"))
    for word in text.split():
        people = people.filter(Q(given__contains=word.upper()) | Q(family__contains=word.upper()))
    named = people.values("person")
    found = Q(reference__iexact=text) | Q(client__in=named)
    # Children and the rest of the family lead to the case only where its parents are not kept apart.
    found |= Q(family__parents_kept_apart=False, family__members__person__in=named)
    if is_valid(text):
        number = normalise(text)
        found |= Q(client__nhs_number=number) | Q(pregnancy__children__person__nhs_number=number)
    postcode = _postcode(text)
    if postcode:
        lived = holds_on(today, prefix="client__addresses__", starts="valid_from", ends="valid_to")
        found |= Q(client__addresses__postcode=postcode) & lived
    return found


def _postcode(text: str) -> str:
    try:
        return normalise_postcode(text)
    except WrongPostcode:
        return ""


def late_milestones(user: User, today: date) -> QuerySet[Milestone]:
    """Waiting milestones of visible open cases, the latest first; for a manager's list."""
    visible = Case.objects.visible_to(user).open()
    return Milestone.objects.waiting().filter(case__in=visible, due_on__lt=today).order_by("due_on", "id")
