"""Meetings: booked, moved, held or called off, with who was asked, who came and what was decided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.edits import save_edit
from activity.errors import RuleBroken
from families.actions.holding import holding
from families.actions.invitations import Attendance, add_those_who_came, invite, record_attendance, tell_invited
from families.actions.meeting_texts import Text, set_late_reason, write_texts
from families.actions.renew import renew_family
from families.actions.rows import change
from families.actions.statuses import apply_decision, rule_of
from families.days import check_has_come, check_within_two_years, said, today
from families.definition_of import rules_of
from families.definitions import ServiceDefinition
from families.definitions.meetings import Decision, MeetingKind
from families.errors import AlreadyRecorded, DateImpossible
from families.labels import by_key
from families.models import Case, Meeting, MeetingCase, MeetingSubject, Milestone, Person


@dataclass(frozen=True)
class SubjectDecision:
    """What was decided for one child or adult; categories for a register."""

    person: Person
    decision: str = ""
    categories: tuple[str, ...] = ()


@holding
def book_meeting(
    *,
    case: Case,
    kind: str,
    scheduled_for: datetime | None,
    also_in: Sequence[Case] = (),
    about: Sequence[Person] = (),
    place: str = "",
    workers: Iterable[User] = (),
    others: Iterable[str] = (),
    by: User | None,
) -> Meeting:
    """Book a meeting of a kind of the case's definition.

    It takes over the date by which the earliest waiting clock wants it, and keeps it however often it
    is moved. ``also_in``: further cases of the family in whose records it stands. Workers are told.
    """
    rule = kind_of(rules_of(case), kind)
    cases = [case, *(one for one in also_in if one.pk != case.pk)]
    if any(one.family_id != case.family_id for one in cases):
        raise RuleBroken(_("A meeting stands in the cases of one family."), field="cases")
    due_on = due_for(cases, kind)
    if scheduled_for is None and due_on is None:
        raise RuleBroken(_("Say for when it is booked."), field="scheduled_for")
    if scheduled_for:
        check_within_two_years(timezone.localdate(scheduled_for), field="scheduled_for")
    meeting = Meeting.objects.create(
        family=case.family,
        kind=kind,
        child_protection=rule.child_protection,
        due_on=due_on,
        scheduled_for=scheduled_for,
        place=place,
        entered_by=by,
    )
    MeetingCase.objects.bulk_create(MeetingCase(meeting=meeting, case=one, entered_by=by) for one in cases)
    MeetingSubject.objects.bulk_create(MeetingSubject(meeting=meeting, person=one, entered_by=by) for one in about)
    invite(meeting=meeting, case=case, workers=workers, others=others, by=by)
    return meeting


@holding
def record_meeting(
    *,
    case: Case,
    kind: str,
    held_on: date,
    also_in: Sequence[Case] = (),
    about: Sequence[Person] = (),
    place: str = "",
    workers: Iterable[User] = (),
    others: Iterable[str] = (),
    late_reason: str = "",
    summary: str = "",
    by: User | None,
    decisions: Sequence[SubjectDecision] = (),
    everybody_came: bool = True,
) -> Meeting:
    """Record a meeting that took place, with those who were there and what was decided."""
    check_has_come(held_on, field="held_on")
    noon = timezone.make_aware(datetime.combine(held_on, datetime.min.time().replace(hour=12)))
    meeting = book_meeting(
        case=case,
        kind=kind,
        scheduled_for=noon,
        also_in=also_in,
        about=about,
        place=place,
        workers=workers,
        others=others,
        by=by,
    )
    came = Attendance(attended=True if everybody_came else None)
    return hold_meeting(
        meeting=meeting,
        definition=rules_of(case),
        expected_version=meeting.version,
        held_on=held_on,
        texts={one.pk: Text(1, summary, late_reason) for one in (case, *also_in)},
        late_reason=late_reason,
        writing_in=case,
        attendance={row.pk: came for row in meeting.invitations.all()},
        decisions=decisions,
        by=by,
    )


@transaction.atomic
def move_meeting(
    *,
    meeting: Meeting,
    expected_version: int,
    scheduled_for: datetime,
    place: str,
    late_reason: str = "",
    by: User | None,
) -> Meeting:
    """Book another time. The date by which it had to be held stays; past it, a reason is asked for.

    Raises ``AlreadyRecorded``, ``RuleBroken`` at ``late_reason`` or ``StaleEdit``.
    """
    _check_ahead(meeting)
    check_within_two_years(timezone.localdate(scheduled_for), field="scheduled_for")
    _check_reason(meeting, timezone.localdate(scheduled_for), late_reason)
    changes = {"scheduled_for": scheduled_for, "place": place}
    meeting = save_edit(meeting, expected_version=expected_version, changes=changes, by=by)
    set_late_reason(meeting, late_reason)
    tell_invited(meeting, _("a meeting that you are invited to was moved."), by)
    return meeting


@holding
def hold_meeting(
    *,
    meeting: Meeting,
    definition: ServiceDefinition,
    expected_version: int,
    held_on: date,
    texts: Mapping[UUID, Text] | None = None,
    late_reason: str = "",
    attendance: Mapping[UUID, Attendance] | None = None,
    also_there: Iterable[str] = (),
    writing_in: Case,
    decisions: Sequence[SubjectDecision] = (),
    by: User | None,
) -> Meeting:
    """Record that the meeting took place: who came and, for each subject, what was decided.

    ``texts``: what is written in the record of each case, by its id. ``writing_in`` is the case in whose
    record the names of ``also_there`` stand; ``late_reason`` one of the service's, the same for all.

    The statuses that a decision starts or ends (an unborn child goes on the register) are written in
    the same transaction, and the clocks of the family are renewed. Raises ``DateImpossible``,
    ``AlreadyRecorded``, ``RuleBroken`` or ``StaleEdit``.
    """
    _check_ahead(meeting)
    check_has_come(held_on, field="held_on")
    _check_reason(meeting, held_on, late_reason)
    meeting = save_edit(meeting, expected_version=expected_version, changes={"held_on": held_on}, by=by)
    write_texts(meeting, texts or {}, by)
    set_late_reason(meeting, late_reason, but=texts or ())
    record_attendance(meeting=meeting, attendance=attendance or {})
    add_those_who_came(meeting, writing_in, also_there, by)
    for one in decisions:
        _decide(meeting, definition, one, by)
    renew_family(family=meeting.family, by=by)
    return meeting


@holding
def amend_meeting(
    *,
    meeting: Meeting,
    texts: Mapping[UUID, Text],
    attendance: Mapping[UUID, Attendance] | None = None,
    also_there: Iterable[str] = (),
    writing_in: Case,
    by: User | None,
) -> Meeting:
    """Correct what was written about a meeting, and who came. Decisions stand: statuses have pages.

    Raises ``StaleEdit`` with both texts of the case that somebody else has changed.
    """
    write_texts(meeting, texts, by)
    record_attendance(meeting=meeting, attendance=attendance or {})
    add_those_who_came(meeting, writing_in, also_there, by)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, expected_version: int, reasons: Mapping[UUID, str], by: User | None) -> Meeting:
    """Call a meeting off. Its due date stays, and the clock that asked for it goes on running.

    ``reasons``: why, for the record of each case by its id; one at least.
    """
    _check_ahead(meeting)
    if not any(reason.strip() for reason in reasons.values()):
        raise RuleBroken(_("Say why it was called off."), field="late_reason")
    meeting = save_edit(meeting, expected_version=expected_version, changes={"cancelled_on": today()}, by=by)
    for row in meeting.meeting_cases.select_for_update().filter(case__in=reasons):
        change(row, late_reason=reasons[row.case_id].strip()[:200])
    tell_invited(meeting, _("a meeting that you are invited to was called off."), by)
    renew_family(family=meeting.family, by=by)
    return meeting


def due_for(cases: Sequence[Case], kind: str) -> date | None:
    """The earliest date by which a waiting clock of these cases wants a meeting of this kind."""
    found: list[date] = []
    for case in cases:
        rules = [rule.key for rule in rules_of(case).clocks_met_by(f"meeting:{kind}")]
        waiting = Milestone.objects.waiting().filter(case=case, rule__in=rules)
        found += waiting.values_list("due_on", flat=True)
    return min(found, default=None)


def kind_of(definition: ServiceDefinition, key: str) -> MeetingKind:
    """The meeting kind of that key. Raises ``RuleBroken`` where the service has none."""
    try:
        return definition.meeting(key)
    except KeyError:
        raise RuleBroken(_("Choose a kind of meeting from the list."), field="kind") from None


def asks_for_categories(definition: ServiceDefinition, decision: Decision) -> bool:
    """Whether a decision puts somebody on a register, so that categories are needed."""
    return any(rule_of(definition, key).register for key in decision.starts)


def _decide(meeting: Meeting, definition: ServiceDefinition, one: SubjectDecision, by: User | None) -> None:
    subject = meeting.subjects.filter(person=one.person).first()
    if subject is None:
        raise RuleBroken(_("The meeting was not about this person."), field="decision")
    if not one.decision:
        return
    try:
        rule = by_key(kind_of(definition, meeting.kind).decisions, one.decision)
    except KeyError:
        raise RuleBroken(_("Choose a decision from the list."), field="decision") from None
    if meeting.held_on is None:
        raise DateImpossible(_("Only a meeting that was held decides."), field="held_on")
    subject.decision, subject.categories = one.decision, list(one.categories)
    subject.save(update_fields=["decision", "categories"])
    apply_decision(
        family=meeting.family,
        person=one.person,
        definition=definition,
        starts=rule.starts,
        ends=rule.ends,
        categories=one.categories if asks_for_categories(definition, rule) else (),
        meeting=meeting,
        on=meeting.held_on,
        by=by,
    )


def _check_ahead(meeting: Meeting) -> None:
    """Read afresh: somebody may have held or cancelled it meanwhile."""
    now = Meeting.objects.only("held_on", "cancelled_on").get(pk=meeting.pk)
    if now.held_on:
        raise AlreadyRecorded(_("This meeting was held on %(day)s.") % {"day": said(now.held_on)})
    if now.cancelled_on:
        raise AlreadyRecorded(_("This meeting was called off."))


def _check_reason(meeting: Meeting, on: date, late_reason: str) -> None:
    if meeting.due_on and on > meeting.due_on and not late_reason.strip():
        raise RuleBroken(
            _("It was due by %(day)s. Say why it is later.") % {"day": said(meeting.due_on)},
            field="late_reason",
        )
