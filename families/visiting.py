"""What a worker tells of a visit, and what must be true of it before it is signed."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from families.days import said
from families.definition_of import rules_of
from families.errors import DateImpossible, VisitIncomplete
from families.gestation import gestation_days_on
from families.models import Case, FamilyMember, Person
from families.models.choices import Concern, VisitOutcome
from families.querysets.visit_form import IN_THE_FAMILY

LONGEST_NOTE = 20_000
"""Characters; about ten printed pages."""


@dataclass(frozen=True)
class Seen:
    """Somebody who was met. ``alone``: whether there was time without others; None: not asked."""

    person: Person
    alone: bool | None = None


@dataclass(frozen=True)
class CaseEntry:
    """The visit as it counts in one case.

    ``note_version`` is that of the draft that the note was begun from, 0 where there was none.
    """

    case: Case
    topics: tuple[str, ...] = ()
    concern: str = ""
    follow_up: str = ""
    note: str = ""
    note_version: int = 0
    others_seen: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Account:
    """All that is told of one visit. Times are aware; ``minutes`` from 1 to 720.

    ``cancelled_by`` and the entries' ``reason`` only where it was cancelled; ``next_try`` only where
    nobody opened. What is free text stands in the entry of one case. ``travel_miles`` are those of whoever tells it.
    """

    outcome: str
    entries: tuple[CaseEntry, ...]
    happened_at: datetime | None = None
    device_at: datetime | None = None
    minutes: int | None = None
    place: str = ""
    language: str = ""
    travel_miles: Decimal | None = None
    colleagues: tuple[User, ...] = ()
    seen: tuple[Seen, ...] = ()
    cancelled_by: str = ""
    next_try: str = ""

    @property
    def took_place(self) -> bool:
        """Whether a worker went: it was done, or nobody opened."""
        return self.outcome in (VisitOutcome.DONE, VisitOutcome.NO_ACCESS)


def people_to_see(case: Case, user: User) -> list[FamilyMember]:
    """Whom a visit of the case may have met, the client first: family that ``user`` may know of, and its
    children, the unborn included and the lost left out, each in their latest place in the family and once.
    ``user`` may see the case. ``among`` says how many children were expected together.
    """
    rows = {row.person_id: row for row in IN_THE_FAMILY(family=case.family_id, today=timezone.localdate())}
    # Who may see a case may know of its whole family, unless the parents are kept apart.
    if case.family.parents_kept_apart:
        known = set(Person.objects.visible_to(user).filter(pk__in=rows).values_list("pk", flat=True))
        rows = {key: row for key, row in rows.items() if key in known}
    return sorted(
        rows.values(), key=lambda row: (row.person_id != case.client_id, row.person.entered_at, row.person_id)
    )


def check_account(account: Account) -> None:
    """Raise what still stands between an account and its signing, at the field it is about.

    ``DateImpossible`` for a time that cannot be, ``VisitIncomplete`` for what is missing or unknown.
    """
    if account.took_place:
        for entry in account.entries:
            check_time(account.happened_at, entry.case)
            _check_entry(entry)
    if account.outcome == VisitOutcome.DONE and not (
        account.seen or any(entry.others_seen for entry in account.entries)
    ):
        raise VisitIncomplete(_("Say who you saw"), field="seen")
    if account.outcome == VisitOutcome.CANCELLED and not account.cancelled_by:
        raise VisitIncomplete(_("Say who cancelled"), field="cancelled_by")
    if account.minutes is not None and not 1 <= account.minutes <= 720:
        raise VisitIncomplete(_("A visit lasts from 1 minute to 12 hours"), field="minutes")


def check_time(happened_at: datetime | None, case: Case) -> None:
    """Raise ``DateImpossible`` for a visit to come, or from before the case or its pregnancy."""
    if happened_at is None:
        raise DateImpossible(_("Say when it was"), field="happened_at")
    if happened_at > timezone.now():
        raise DateImpossible(_("This time is still to come. Log the visit when it has happened."), field="happened_at")
    day = timezone.localdate(happened_at)
    if day < case.opened_on:
        raise DateImpossible(
            _("The case was accepted on %(day)s. A visit cannot be from before that.") % {"day": said(case.opened_on)},
            field="happened_at",
        )
    due = case.pregnancy.due_date if case.pregnancy else None
    if due and gestation_days_on(day, due) < 0:
        raise DateImpossible(_("That is before this pregnancy began."), field="happened_at")


def _check_entry(entry: CaseEntry) -> None:
    known = {topic.key for topic in rules_of(entry.case).visits.topics}
    if not known.issuperset(entry.topics):
        raise VisitIncomplete(_("The service has no such topic"), field="topics")
    if entry.concern not in Concern.values:
        raise VisitIncomplete(_("Say whether there are new concerns"), field="concern")
    if not entry.note.strip():
        raise VisitIncomplete(_("Write a note before you sign"), field="note")
    check_note(entry.note)


def check_note(text: str) -> None:
    """Raise ``VisitIncomplete`` for a note that cannot be kept: too long, or with NUL characters."""
    if "\x00" in text:
        raise VisitIncomplete(
            _("The note holds a character that cannot be kept (NUL). It has been taken out: sign again."),
            field="note",
        )
    if len(text) > LONGEST_NOTE:
        raise VisitIncomplete(
            _("The note has %(long)s characters; at most %(most)s can be kept. Shorten it, nothing is lost.")
            % {"long": f"{len(text):,}", "most": f"{LONGEST_NOTE:,}"},
            field="note",
        )
