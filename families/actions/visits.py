"""Visits: planned, recorded with their notes, taken back, cancelled."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.context import acting
from activity.keys import new_id
from families.access import check_can_log_visit, is_named_on
from families.actions.holding import hold, holding
from families.actions.notes import UNDO_WITHIN, sign_notes, signed_notes, unsign_notes, write_note
from families.actions.renew import renew_case
from families.actions.rows import change
from families.actions.visit_effects import follow_up_visit, take_back_effects
from families.actions.visit_parts import part_from_others
from families.errors import AlreadyRecorded, DateImpossible, NotYours, RecordHasMoved, UndoTooLate, VisitIncomplete
from families.models import Case, Visit, VisitCase, VisitNote, VisitPerson, VisitWorker
from families.models.choices import VisitOutcome
from families.visiting import Account, Seen, check_account

PLANNED_WITHIN = timedelta(days=366)


@holding
def plan_visit(
    *,
    cases: Sequence[Case],
    workers: Sequence[User],
    planned_for: datetime,
    place: str = "",
    minutes: int | None = None,
    by: User,
) -> Visit:
    """Plan one visit of one or more workers for one or more cases, for a time to come within a year.

    Raises ``DateImpossible``, ``VisitIncomplete``, ``CaseIsClosed`` or ``NotYours``.
    """
    if not workers:
        raise VisitIncomplete(_("Say who will visit"), field="workers")
    if not timezone.now() <= planned_for <= timezone.now() + PLANNED_WITHIN:
        raise DateImpossible(_("Plan for a time to come, within a year."), field="planned_for")
    for case in _locked(cases):
        check_can_log_visit(by, case)
    visit = Visit.objects.create(planned_for=planned_for, place=place, minutes=minutes, entered_by=by)
    VisitCase.objects.bulk_create(VisitCase(visit=visit, case=case, entered_by=by) for case in cases)
    _set_workers(visit, workers, by)
    return visit


@holding
def cancel_visit(*, visit: Visit, cancelled_by: str, reasons: Mapping[Case, str], by: User) -> Visit:
    """Cancel a visit that is still planned, for the cases of ``reasons``; for others it stays planned.

    Raises ``AlreadyRecorded`` for a visit that is not planned any more.
    """
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    if visit.outcome != VisitOutcome.PLANNED:
        raise AlreadyRecorded(_("Only a visit that is still planned can be cancelled."))
    if not cancelled_by:
        raise VisitIncomplete(_("Say who cancelled"), field="cancelled_by")
    part_from_others(visit=visit, cases=reasons, by=by)
    change(visit, outcome=VisitOutcome.CANCELLED, cancelled_by=cancelled_by)
    for case, reason in reasons.items():
        visit.visit_cases.filter(case=case).update(reason=reason[:200])
    return visit


@transaction.atomic
def record_visit(*, visit: Visit | None = None, account: Account, id: UUID | None = None, by: User) -> Visit:
    """Record and sign what became of a visit: of a planned one, of a draft, or of one nobody planned.

    In one step: the notes are signed, tasks and messages follow, stage and clocks of each case are
    renewed. What was planned for a case that the account does not speak of stays planned.

    ``id`` is the key a device gave to an unplanned visit. Raises what ``check_account`` and
    ``check_can_log_visit`` raise, ``AlreadyRecorded``, or ``StaleEdit`` where a colleague changed the draft.
    """
    cases = _locked([entry.case for entry in account.entries])
    for case in cases:
        check_can_log_visit(by, case)
    check_account(account)
    hold(*(one.person for one in account.seen))
    if visit is not None:
        check_draft_is_theirs(visit, by)
        _check_same_family(visit, cases)
    visit = _opened(visit, account, id, by)
    part_from_others(visit=visit, cases=cases, by=by)
    notes = _write(visit, account, by)
    sign_notes(notes=notes, at=timezone.now(), by=by)
    if account.took_place:
        follow_up_visit(visit=visit, account=account, by=by)
    _renew(visit, by)
    return visit


@transaction.atomic
def keep_draft(*, visit: Visit | None = None, account: Account, by: User) -> Visit:
    """Keep the notes of a visit without signing: they count nowhere until somebody signs.

    Only the notes are checked, and only for what cannot be kept at all. Raises as ``record_visit``.
    """
    for case in _locked([entry.case for entry in account.entries]):
        check_can_log_visit(by, case)
    if visit is None:
        visit = Visit.objects.create(
            outcome=VisitOutcome.DRAFT,
            happened_at=account.happened_at,
            place=account.place,
            minutes=account.minutes,
            entered_by=by,
        )
        _set_workers(visit, (by, *account.colleagues), by)
    _check_unsigned(visit)
    check_draft_is_theirs(visit, by)
    _write_entries(visit, account, by)
    return visit


@transaction.atomic
def undo_recording(*, visit: Visit, by: User) -> Visit:
    """Take back a recording within ten minutes of signing: the notes are drafts again, the visit is
    planned or a draft again, what followed from it is cancelled. The row history keeps all of it.

    Raises ``UndoTooLate``, ``NotYours`` for anybody but the one who signed, or ``CaseIsClosed``.
    """
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    notes = signed_notes(visit)
    if not notes or any(note.signed_by_id != by.pk for note in notes):
        raise NotYours(_("Only the person who signed a note can undo it."))
    if min(note.signed_at for note in notes if note.signed_at) + UNDO_WITHIN <= timezone.now():
        raise UndoTooLate
    for case in _locked(Case.objects.filter(visit_cases__visit=visit)):
        check_can_log_visit(by, case)
    with acting(user=by, reason="Signature undone"):
        unsign_notes(notes=notes)
        _reopen(visit)
        take_back_effects(visit=visit, by=by)
        _renew(visit, by)
    return visit


@transaction.atomic
def throw_away_draft(*, visit: Visit, by: User) -> None:
    """Remove the unsigned notes of a visit, and the visit itself where nobody had planned it.

    Raises ``AlreadyRecorded`` once it is signed, ``NotYours`` for notes that somebody else began.
    """
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    _check_unsigned(visit)
    check_draft_is_theirs(visit, by)
    notes = VisitNote.objects.filter(visit_case__visit=visit)
    if notes.exclude(entered_by=by).exists():
        raise NotYours(_("A colleague wrote this draft. Ask them to throw it away."))
    notes.delete()
    if visit.outcome == VisitOutcome.DRAFT:
        visit.delete()


def is_unsigned(visit: Visit) -> bool:
    """Whether the visit is still to be recorded: planned, a draft, or with a note nobody has signed."""
    if visit.outcome in (VisitOutcome.PLANNED, VisitOutcome.DRAFT):
        return True
    return VisitNote.objects.filter(visit_case__visit=visit, signed_at=None).exists()


def is_draft_of_others(visit: Visit, user: User) -> bool:
    """Whether somebody else began to write about a visit at which ``user`` was not."""
    begun = VisitNote.objects.filter(visit_case__visit=visit, signed_at=None).exclude(entered_by=user)
    drafted = visit.outcome == VisitOutcome.DRAFT and visit.entered_by_id != user.pk
    return (drafted or begun.exists()) and not visit.workers.filter(worker=user).exists()


def check_draft_is_theirs(visit: Visit, by: User) -> None:
    """What somebody began to write of a visit is read and finished only by those who were there.

    Raises ``NotYours`` for others, who may log what they know as a visit of their own.
    """
    if is_draft_of_others(visit, by):
        raise NotYours(
            _("A colleague has begun to write about this visit. Only those who were there can go on with it.")
        )


def _check_same_family(visit: Visit, cases: Iterable[Case]) -> None:
    known = set(visit.visit_cases.values_list("case__family", flat=True))
    if not known.issuperset(case.family_id for case in cases):
        raise VisitIncomplete(_("This visit belongs to another family"), field="case")


def _check_unsigned(visit: Visit) -> None:
    if not is_unsigned(visit):
        raise AlreadyRecorded(_("This visit has been recorded already. Add to its note instead."))


def _locked(cases: Iterable[Case]) -> list[Case]:
    """The cases, locked in one order. Raises ``RecordHasMoved`` where a merge has put one out of sight."""
    keys = {case.pk for case in cases}
    rows = Case.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk")
    found = list(rows.select_related("service_version", "pregnancy").defer("service_version__definition"))
    if len(found) < len(keys):
        raise RecordHasMoved
    return found


def _opened(visit: Visit | None, account: Account, key: UUID | None, by: User) -> Visit:
    if visit is None:
        if account.outcome == VisitOutcome.CANCELLED:
            raise VisitIncomplete(_("Only a planned visit can be cancelled"), field="outcome")
        if key and Visit.objects.filter(pk=key).exists():
            raise AlreadyRecorded(field="id")
        return Visit(id=key or new_id(), outcome=VisitOutcome.DRAFT, version=0, entered_by=by)
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    _check_unsigned(visit)
    if account.outcome == VisitOutcome.CANCELLED and visit.planned_for is None:
        raise VisitIncomplete(_("Only a planned visit can be cancelled"), field="outcome")
    return visit


def _write(visit: Visit, account: Account, by: User) -> list[VisitNote]:
    values = {
        "outcome": account.outcome,
        "happened_at": account.happened_at if account.took_place else None,
        "device_at": account.device_at,
        "minutes": account.minutes,
        "place": account.place,
        "language": account.language,
        "cancelled_by": "" if account.took_place else account.cancelled_by,
    }
    if visit._state.adding:
        for name, value in values.items():
            setattr(visit, name, value)
        visit.version = 1
        visit.save(force_insert=True)
    else:
        change(visit, **values)
    _set_workers(visit, (by, *account.colleagues), by)
    visit.workers.filter(worker=by).update(travel_miles=account.travel_miles if account.took_place else None)
    _set_people(visit, account.seen if account.outcome == VisitOutcome.DONE else (), by)
    return _write_entries(visit, account, by)


def _write_entries(visit: Visit, account: Account, by: User) -> list[VisitNote]:
    notes = []
    for entry in account.entries:
        row, _new = VisitCase.objects.get_or_create(visit=visit, case=entry.case, defaults={"entered_by": by})
        row.topics, row.concern = list(entry.topics), entry.concern
        row.duty = not is_named_on(by, entry.case)
        row.others_seen = entry.others_seen if account.outcome == VisitOutcome.DONE else ""
        row.reason = entry.reason if account.outcome == VisitOutcome.CANCELLED else ""
        row.save(update_fields=["topics", "concern", "duty", "others_seen", "reason"])
        if entry.note.strip():
            notes.append(write_note(visit_case=row, text=entry.note, expected_version=entry.note_version, by=by))
        else:
            VisitNote.objects.filter(visit_case=row, signed_at=None, version=entry.note_version).delete()
    return notes


def _set_workers(visit: Visit, workers: Iterable[User], by: User) -> None:
    wanted = {worker.pk for worker in workers}
    visit.workers.exclude(worker__in=wanted).delete()
    known = set(visit.workers.values_list("worker", flat=True))
    VisitWorker.objects.bulk_create(
        VisitWorker(visit=visit, worker_id=pk, entered_by=by) for pk in sorted(wanted - known)
    )


def _set_people(visit: Visit, seen: Iterable[Seen], by: User) -> None:
    visit.people.all().delete()
    VisitPerson.objects.bulk_create(
        VisitPerson(visit=visit, person=one.person, seen_alone=one.alone, entered_by=by) for one in seen
    )


def _reopen(visit: Visit) -> None:
    visit.people.all().delete()
    visit.visit_cases.update(topics=[], concern="", others_seen="", reason="")
    planned = visit.planned_for is not None
    change(
        visit,
        outcome=VisitOutcome.PLANNED if planned else VisitOutcome.DRAFT,
        happened_at=None if planned else visit.happened_at,
        cancelled_by="",
    )


def _renew(visit: Visit, by: User) -> None:
    for case in Case.objects.filter(visit_cases__visit=visit).order_by("pk"):
        renew_case(case=case, by=by)
