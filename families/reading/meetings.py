"""A meeting as its page shows it, no further than the reader may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import User
from families.access import can_write
from families.actions.series import following
from families.clocks import ClockRule
from families.definition_of import rules_of
from families.models import Case, Child, Meeting, MeetingCase, MeetingInvitation, MeetingSubject, Person, Task
from families.naming import case_name, child_name_with_due_date
from families.querysets.shown import cases_shown_to, people_shown_to
from families.reading.statuses import word_of


@dataclass(frozen=True)
class SubjectLine:
    """Somebody the meeting was about, and what was decided."""

    subject: MeetingSubject
    name: str
    decision: str
    categories: str


@dataclass(frozen=True)
class RecordLine:
    """The meeting in the record of one case that the reader may see."""

    row: MeetingCase
    name: str


@dataclass(frozen=True)
class MeetingPage:
    meeting: Meeting
    kind: str
    subjects: tuple[SubjectLine, ...]
    invitations: tuple[MeetingInvitation, ...]
    records: tuple[RecordLine, ...]
    tasks: tuple[Task, ...] = ()
    later: tuple[Meeting, ...] = ()

    @property
    def state(self) -> str:
        """``held``, ``cancelled`` or ``ahead``."""
        if self.meeting.held_on:
            return "held"
        return "cancelled" if self.meeting.cancelled_on else "ahead"

    @property
    def late_reasons(self) -> tuple[str, ...]:
        """Why it is late or called off, each reason once."""
        return tuple(dict.fromkeys(one.row.late_reason for one in self.records if one.row.late_reason))


def read_meeting(meeting: Meeting, case: Case, user: User) -> MeetingPage:
    """The page of a meeting that stands in ``case``, for ``user``."""
    return MeetingPage(
        meeting=meeting,
        kind=kind_words(case, meeting.kind),
        subjects=tuple(_subjects(meeting, case, user)),
        invitations=tuple(invitations_of(meeting, user)),
        records=tuple(RecordLine(row, case_name(row.case)) for row in _records(meeting, cases_of(meeting, user))),
        tasks=tuple(
            meeting.tasks.filter(case__in=cases_of(meeting, user)).select_related("assigned_to").order_by("id")
        ),
        later=tuple(following(meeting)),
    )


def invitations_of(meeting: Meeting, user: User) -> list[MeetingInvitation]:
    """Our workers who were asked, and others as far as they stand in a record that ``user`` may see."""
    shown = Q(case=None) | Q(case__in=cases_of(meeting, user))
    rows = meeting.invitations.filter(shown).select_related("worker")
    return list(rows.order_by("worker__name", "name"))


def records_to_write(meeting: Meeting, case: Case, user: User) -> list[MeetingCase]:
    """The records of the meeting in which ``user`` may write, that of ``case`` first."""
    cases = [one for one in cases_of(meeting, user) if one == case or can_write(user, one)]
    return sorted(_records(meeting, cases), key=lambda row: row.case_id != case.pk)


def _records(meeting: Meeting, cases: list[Case]) -> list[MeetingCase]:
    known = {one.pk: one for one in cases}
    rows = list(meeting.meeting_cases.filter(case__in=known).order_by("id"))
    for row in rows:
        row.case = known[row.case_id]
    return rows


def cases_of(meeting: Meeting, user: User) -> list[Case]:
    """The cases in whose records the meeting stands, as far as ``user`` may know of them."""
    rows = cases_shown_to(user).for_reading().filter(meeting_cases__meeting=meeting)
    return list(rows.order_by("closed_on", "reference").distinct())


def other_cases(case: Case, user: User) -> list[Case]:
    """Open cases of the same family that ``user`` may see; none where the parents are kept apart."""
    if case.family.parents_kept_apart:
        return []
    rows = cases_shown_to(user).open().for_reading().filter(family=case.family_id).exclude(pk=case.pk)
    return list(rows.order_by("reference"))


def kind_words(case: Case, kind: str) -> str:
    return word_of(rules_of(case).meetings, kind)


def subject_rows(meeting: Meeting, user: User) -> list[tuple[MeetingSubject, str]]:
    """Whom the meeting is about, with names, as far as ``user`` may know of them."""
    seen = people_shown_to(user)
    rows = meeting.subjects.filter(person__in=seen).select_related("person__child__pregnancy__mother")
    return [(row, name_of(row.person)) for row in rows.order_by("entered_at", "id")]


def name_of(person: Person) -> str:
    """A person's name; for a child without one, whose baby it is."""
    child: Child | None = getattr(person, "child", None)
    if child is None or person.given_name:
        return str(person)
    child.person = person
    return child_name_with_due_date(child)


@dataclass(frozen=True)
class DueMeeting:
    """A meeting that a clock waits for: which kind, whose, by when."""

    kind: str
    words: str
    name: str
    due_on: date


def due_by_child(cases: list[Case]) -> list[DueMeeting]:
    """What the clocks of these cases, open ones of one family, wait for, the earliest first."""
    found = []
    for case in cases:
        kinds = {rule.key: kind.key for kind in rules_of(case).meetings for rule in _met_by(case, kind.key)}
        rows = (
            case.milestones.waiting().filter(rule__in=kinds).select_related("child__person", "child__pregnancy__mother")
        )
        for row in rows:
            name = child_name_with_due_date(row.child) if row.child else case_name(case)
            kind = kinds[row.rule]
            found.append(DueMeeting(kind, kind_words(case, kind), name, row.due_on))
    return sorted(set(found), key=lambda one: (one.due_on, one.kind, one.name))


def _met_by(case: Case, kind: str) -> tuple[ClockRule, ...]:
    return rules_of(case).clocks_met_by(f"meeting:{kind}")


def _subjects(meeting: Meeting, case: Case, user: User) -> Iterable[SubjectLine]:
    rule = rules_of(case).meeting(meeting.kind) if meeting.kind in _kinds(case) else None
    decisions = rule.decisions if rule else ()
    known = [one for status in rules_of(case).statuses for one in status.categories]
    for row, name in subject_rows(meeting, user):
        words = ", ".join(word_of(known, key) for key in row.categories)
        yield SubjectLine(row, name, word_of(decisions, row.decision) if row.decision else "", words)


def _kinds(case: Case) -> set[str]:
    return {one.key for one in rules_of(case).meetings}
