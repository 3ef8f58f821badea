"""Notes of visits: drafted, signed, taken back for ten minutes, added to for ever."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.edits import StaleEdit
from families.actions.rows import change
from families.errors import NoteIsSigned, VisitIncomplete
from families.models import NoteAddendum, Visit, VisitCase, VisitNote
from families.visiting import check_note

UNDO_WITHIN = timedelta(minutes=10)


@transaction.atomic
def write_note(*, visit_case: VisitCase, text: str, expected_version: int, by: User) -> VisitNote:
    """Keep the draft of a note. ``expected_version`` is that of the draft it began from, 0 for none.

    Raises ``NoteIsSigned``, ``StaleEdit`` where a colleague wrote in the meantime, or
    ``VisitIncomplete`` for a text that cannot be kept.
    """
    check_note(text)
    note = VisitNote.objects.select_for_update().filter(visit_case=visit_case).first()
    if note is None:
        return VisitNote.objects.create(visit_case=visit_case, text=text, entered_by=by)
    if note.signed_at:
        raise NoteIsSigned(field="note")
    if note.text == text:
        return note
    if note.version != expected_version:
        raise StaleEdit(current=note, attempted={"text": text}, expected_version=expected_version)
    change(note, text=text)
    return note


def sign_notes(*, notes: Iterable[VisitNote], at: datetime, by: User) -> None:
    """Sign drafts, all at one moment; from then on their text never changes."""
    for note in notes:
        change(note, signed_at=at, signed_by=by)


def unsign_notes(*, notes: Iterable[VisitNote]) -> None:
    """Make drafts of signed notes again; whoever asks has checked that it is not too late."""
    for note in notes:
        change(note, signed_at=None, signed_by=None)


@transaction.atomic
def add_to_note(*, note: VisitNote, text: str, by: User) -> NoteAddendum:
    """Write an addition under a signed note. Raises ``VisitIncomplete`` for an empty or unfit text."""
    if note.signed_at is None:
        raise VisitIncomplete(_("The note is not signed yet. Change the draft itself."), field="text")
    if not text.strip():
        raise VisitIncomplete(_("Write what you want to add"), field="text")
    check_note(text)
    return NoteAddendum.objects.create(note=note, text=text, written_at=timezone.now(), written_by=by, entered_by=by)


def signed_notes(visit: Visit) -> list[VisitNote]:
    """The signed notes of a visit, oldest first."""
    return list(VisitNote.objects.filter(visit_case__visit=visit, signed_at__isnull=False).order_by("id"))


def undo_until(visit: Visit, user: User) -> datetime | None:
    """Until when ``user`` may take back the signing of a visit; None if not, or no longer."""
    mine = [note.signed_at for note in signed_notes(visit) if note.signed_by_id == user.pk and note.signed_at]
    if not mine or min(mine) + UNDO_WITHIN <= timezone.now():
        return None
    return min(mine) + UNDO_WITHIN
