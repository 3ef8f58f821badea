"""Lists of cases: a worker's own, a team's, and what search finds."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest, Upper

from accounts.models import User
from activity.prepared import Among, Together
from families.models import Attendance, Case, Child, Milestone, PersonName, Status, VisitCase
from families.nhs_numbers import is_valid, normalise
from families.postcodes import WrongPostcode
from families.postcodes import normalise as normalise_postcode
from families.querysets.case import CaseQuerySet, Reader
from families.querysets.dated import holds_on
from families.reading.clocks import SOON_DAYS
from families.reading.summary import Summary, stage_words, summarise, with_babies
from families.reading.with_children import children_of, with_children

PAGE = 50
TEAM = "team"


@dataclass(frozen=True)
class CaseLine:
    summary: Summary
    late: int
    next_due: date | None
    last_contact: Any
    on_register: bool
    stage: str


@dataclass(frozen=True)
class Caseload:
    lines: tuple[CaseLine, ...]
    more: bool


def read_caseload(user: User, today: date, *, whose: str = "mine", number: int = 1) -> Caseload:
    """A page of 50 open cases, those that need somebody first: those of ``user``, or all of the teams (``TEAM``).

    Those with a late clock come first, then those on the register or with a clock due within a week, then the
    rest; among themselves by the clock that comes first, without one last. One query, whatever their number.
    """
    reader = Reader.of(user)
    if not reader.teams:
        return Caseload((), more=False)
    ask = _page_of(whose, (number - 1) * PAGE, PAGE + 1)
    rows = ask(**{**vars(reader), "today": today}, soon=today + timedelta(days=SOON_DAYS))
    children = with_children(rows["cases"], rows["children"])
    lines = tuple(
        CaseLine(
            summarise(case, today, children[case.pk]),
            case.late,
            case.next_due,
            case.last_contact,
            case.at_risk,
            stage_words(case),
        )
        for case in rows["cases"][:PAGE]
    )
    return Caseload(lines, more=len(rows["cases"]) > PAGE)


@lru_cache(maxsize=32)
def _page_of(whose: str, first: int, most: int) -> Together:
    """The gate chooses the page, and what stands on it is asked about those cases alone."""

    def among(
        user: UUID, teams: list[UUID], managed: list[UUID], today: date, now: datetime, soon: date
    ) -> QuerySet[Case, Any]:
        seen = Case.objects.open_to(Reader(user, teams, managed, today, now))
        cases = seen.open() if whose == TEAM else seen.held_by(user, today)
        return _by_need(cases, today, soon)[first : first + most].values_list("pk")

    return Together(among=among, cases=_rows, children=_children)


def _by_need(cases: CaseQuerySet, today: date, soon: date) -> QuerySet[Any, Any]:
    first = Milestone.objects.waiting().filter(case=OuterRef("pk")).order_by("due_on").values("due_on")[:1]
    told = cases.annotate(first_due=Subquery(first), at_risk=Exists(_registered(today)))
    band = Choose(
        When(first_due__lt=today, then=Value(0)),
        When(Q(at_risk=True) | Q(first_due__lte=soon), then=Value(1)),
        default=Value(2),
    )
    return told.annotate(band=band).order_by("band", F("first_due").asc(nulls_last=True), "reference")


def _rows(today: date, soon: date) -> QuerySet[Any, Any]:
    waiting = Milestone.objects.waiting().filter(case=OuterRef("pk")).order_by()
    late = waiting.filter(due_on__lt=today).values("case").annotate(number=Count("pk")).values("number")
    ahead = waiting.filter(due_on__gte=today).values("case").annotate(first=Min("due_on")).values("first")
    seen = VisitCase.objects.filter(case=OuterRef("pk"), visit__outcome="done").order_by("-visit__happened_at")
    came = Attendance.objects.filter(case=OuterRef("pk"), came=True, session__counts_as_contact=True)
    came = came.order_by("-session__held_at")
    rows = Case.objects.filter(Among("pk")).select_related("client", "team", "pregnancy")
    return _by_need(rows, today, soon).annotate(
        late=Coalesce(Subquery(late), 0),
        next_due=Subquery(ahead),
        last_contact=Greatest(seen.values("visit__happened_at")[:1], came.values("session__held_at")[:1]),
    )


def _children() -> QuerySet[Child, Child]:
    return children_of(Case.objects.filter(Among("pk")))


def _registered(today: date) -> QuerySet[Status, Status]:
    """Register entries in force of the children whom a case is about."""
    about = Q(person__child__pregnancy=OuterRef("pregnancy")) | Q(person__child=OuterRef("child"))
    return Status.objects.holding_on(today).on_register().filter(about)


def find_cases(user: User, words: str, today: date) -> list[Case]:
    """Visible cases that match a reference, an NHS number, a postcode or a name, aliases included.

    At most 50: the open ones, then the closed, the last closed first.
    """
    text = words.strip()
    if not text:
        return []
    found = Case.objects.visible_to(user).filter(_matching(text, today)).distinct()
    return list(with_babies(found.for_reading()).order_by(F("closed_on").desc(nulls_first=True), "reference")[:PAGE])


def matching_people(text: str) -> Q:
    """People by the reference of a case of theirs, a name or alias, or an NHS number; joined records' too."""
    found = Q(pk__in=_named(text).values("person")) | Q(cases__reference__iexact=text)
    found |= Q(cases__merged__reference__iexact=text)
    if is_valid(text):
        found |= Q(nhs_number=normalise(text)) | Q(merged__nhs_number=normalise(text))
    return found


def _named(text: str) -> QuerySet[PersonName]:
    names = PersonName.objects.annotate(given=Upper("given_name"), family=Upper("family_name"))
    for word in text.split():
        names = names.filter(Q(given__contains=word.upper()) | Q(family__contains=word.upper()))
    return names


def _matching(text: str, today: date) -> Q:
    named = _named(text).values("person")
    found = Q(reference__iexact=text) | Q(merged__reference__iexact=text) | Q(client__in=named)
    # Children and the rest of the family lead to the case only where its parents are not kept apart.
    found |= Q(family__parents_kept_apart=False, family__members__person__in=named)
    if is_valid(text):
        number = normalise(text)
        found |= Q(client__nhs_number=number) | Q(pregnancy__children__person__nhs_number=number)
        found |= Q(client__merged__nhs_number=number)
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
