"""A file of referrals: taken in, checked, decided on, and sent as one, or not at all."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.context import acting
from activity.errors import RuleBroken
from activity.outbox import publish
from families.days import today
from referrals.actions.messages import plain
from referrals.actions.receiving import receive_referral
from referrals.destinations import Destination, destinations_for, writes_down
from referrals.models import Upload, UploadedReferral, UploadFile, UploadRow
from referrals.uploads.checking import Examined, Examiner
from referrals.uploads.columns import columns_for
from referrals.uploads.likeness import twins_in
from referrals.uploads.reading import read_sheet

State, Level, Choice = Upload.State, UploadRow.Level, UploadRow.Choice

WORK = "referrals.upload"
AT_ONCE = 200
"""Rows that are checked at a time; a file of no more is dealt with while the uploader waits."""
KEPT = timedelta(days=1)


class NotToBeSent(RuleBroken):
    message = _("Something in the file is wrong, or not decided yet. Nothing was sent.")


class GoneAlready(RuleBroken):
    message = _("This upload is finished. Upload the file again if you need it.")


class NoWayIn(RuleBroken):
    message = _("You can no longer send referrals to this team. Nothing was sent.")


@transaction.atomic
def begin_upload(*, destination: Destination, name: str, body: bytes, by: User) -> Upload:
    """Keep a file and check its rows; a long one is left to the worker. Raises WrongFile."""
    by_team = writes_down(by, destination.team)
    sheet = read_sheet(body, columns_for(by_team))
    upload = Upload.objects.create(
        service=destination.service, team=destination.team, by_team=by_team, rows=len(sheet.lines), entered_by=by
    )
    UploadFile.objects.create(
        upload=upload, name=name[:200], body=body, notices=sheet.notices, stored_at=timezone.now()
    )
    twins = twins_in([(line.number, line.values) for line in sheet.lines])
    rows = (
        UploadRow(
            upload=upload,
            number=line.number,
            cells=plain(line.values),
            faults=line.faults,
            twins=twins.get(line.number, []),
        )
        for line in sheet.lines
    )
    UploadRow.objects.bulk_create(rows, batch_size=1_000)
    _work_on(upload)
    return upload


def check_some(*, upload_id: UUID | str) -> bool:
    """Check the next rows of an upload; tell whether there are more. Two workers take turns."""
    with transaction.atomic():
        upload = _locked(upload_id, State.CHECKING)
        if upload is None:
            return False
        try:
            by, destination = _sender_of(upload)
        except NoWayIn:
            _drop(upload, State.DISCARDED)
            return False
        with acting(user=by):
            rows = list(upload.lines.filter(level=Level.UNCHECKED)[:AT_ONCE])
            if rows:
                _keep(Examiner(upload, destination, by).examine(rows))
                UploadFile.objects.filter(upload=upload).update(checked=rows[-1].number - 1)
            more = len(rows) == AT_ONCE and upload.lines.filter(level=Level.UNCHECKED).exists()
            if not more:
                _move(upload, State.READY)
        return more


@transaction.atomic
def decide_rows(*, upload: Upload, choices: Mapping[int, str], by: User) -> int:
    """Keep what the uploader decided about rows that resemble somebody. Raises GoneAlready."""
    locked = _locked(upload.pk, State.READY)
    if locked is None or locked.entered_by_id != by.pk:
        raise GoneAlready
    rows = list(locked.lines.filter(level=Level.ALIKE, number__in=choices))
    for row in rows:
        row.choice = Choice(choices[row.number])
    UploadRow.objects.bulk_update(rows, ["choice"], batch_size=1_000)
    return len(rows)


@transaction.atomic
def confirm_upload(*, upload: Upload, by: User) -> Upload:
    """Send all rows, or none. Pressed twice it is done once; a long file is left to the worker.

    Raises NotToBeSent or GoneAlready.
    """
    locked = Upload.objects.select_for_update().get(pk=upload.pk)
    if locked.entered_by_id != by.pk or locked.state in (State.DISCARDED, State.EXPIRED, State.CHECKING):
        raise GoneAlready
    if locked.state in (State.WRITING, State.DONE):
        return locked
    if not can_be_sent(locked):
        raise NotToBeSent
    locked.state, locked.confirmed_at, locked.stale, locked.fault = State.WRITING, timezone.now(), False, ""
    locked.save(update_fields=["state", "confirmed_at", "stale", "fault"])
    _work_on(locked)
    locked.refresh_from_db()
    return locked


def write_upload(*, upload_id: UUID | str) -> None:
    """Send a confirmed upload in one transaction. Where facts have changed since the preview, it is shown again."""
    try:
        with transaction.atomic():
            upload = _locked(upload_id, State.WRITING)
            if upload is not None:
                _write(upload)
    except RuleBroken as broken:
        Upload.objects.filter(pk=upload_id, state=State.WRITING).update(
            state=State.READY, fault=str(broken)[:300], confirmed_at=None
        )


@transaction.atomic
def discard_upload(*, upload: Upload, by: User) -> None:
    """Throw a file away that was not sent. Raises GoneAlready."""
    locked = Upload.objects.select_for_update().get(pk=upload.pk)
    if locked.entered_by_id != by.pk or locked.state not in (State.CHECKING, State.READY):
        raise GoneAlready
    _drop(locked, State.DISCARDED)


def drop_old_uploads(*, now: datetime) -> int:
    """Delete files that nobody sent within a day; returns how many."""
    old = UploadFile.objects.filter(stored_at__lt=now - KEPT).exclude(upload__state=State.WRITING)
    count = 0
    for upload_id in old.values_list("upload_id", flat=True):
        with transaction.atomic():
            upload = Upload.objects.select_for_update().get(pk=upload_id)
            _drop(upload, State.DONE if upload.state == State.DONE else State.EXPIRED)
            count += 1
    return count


def can_be_sent(upload: Upload) -> bool:
    """Whether nothing is wrong and everything is decided."""
    if upload.state != State.READY:
        return False
    open_rows = upload.lines.filter(level__in=[Level.WRONG, Level.UNCHECKED])
    undecided = upload.lines.filter(level=Level.ALIKE, choice="")
    return not open_rows.exists() and not undecided.exists()


def _work_on(upload: Upload) -> None:
    """A short file at once, a long one by the worker."""
    if upload.rows > AT_ONCE:
        publish(WORK, {"upload": str(upload.pk)}, key=f"{WORK}:{upload.pk}")
    elif upload.state == State.CHECKING:
        check_some(upload_id=upload.pk)
    else:
        write_upload(upload_id=upload.pk)


def _write(upload: Upload) -> None:
    by, destination = _sender_of(upload)
    _one_upload_at_a_time(upload)
    with acting(user=by):
        rows = list(upload.lines.all())
        examiner = Examiner(upload, destination, by)
        examined = [
            one for start in range(0, len(rows), AT_ONCE) for one in examiner.examine(rows[start : start + AT_ONCE])
        ]
        changed = [one for one in examined if one.differs]
        if changed:
            _keep(changed)
            upload.stale, upload.confirmed_at = True, None
            upload.state = State.READY
            upload.save(update_fields=["stale", "confirmed_at", "state"])
            return
        _send(upload, destination, [one for one in examined if one.row.choice != Choice.LEAVE], by)
        _drop(upload, State.DONE)


def _send(upload: Upload, destination: Destination, examined: list[Examined], by: User) -> None:
    results = []
    for one in examined:
        referral = receive_referral(
            service=destination.service,
            team=destination.team,
            told=one.told or {},
            received_on=one.received_on or today(),
            sent_by=None if upload.by_team else by,
            by=by,
        )
        results.append(UploadedReferral(upload=upload, number=one.row.number, referral=referral, entered_by=by))
    UploadedReferral.objects.bulk_create(results, batch_size=1_000)


def _keep(examined: list[Examined]) -> None:
    rows = [one.keep() for one in examined]
    UploadRow.objects.bulk_update(rows, ["level", "findings", "alike", "choice"], batch_size=500)


def _locked(upload_id: UUID | str, state: str) -> Upload | None:
    """The upload, locked, if it is in that state and in nobody else's hands."""
    rows = Upload.objects.select_for_update(skip_locked=True, of=("self",))
    return rows.select_related("entered_by", "team", "service").filter(pk=upload_id, state=state).first()


def _one_upload_at_a_time(upload: Upload) -> None:
    """Of two files for one partnership the second sees what the first has sent."""
    with connection.cursor() as cursor:
        name = f"uploads:{upload.team.partnership_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _sender_of(upload: Upload) -> tuple[User, Destination]:
    """Who uploaded it, and where it goes by today's definition. Raises NoWayIn where that has ended."""
    by = upload.entered_by
    options = destinations_for(by, today()) if by else []
    to = next((one for one in options if (one.team.pk, one.service.pk) == (upload.team_id, upload.service_id)), None)
    if by is None or to is None or upload.by_team != writes_down(by, to.team):
        raise NoWayIn
    return by, to


def _move(upload: Upload, state: str) -> None:
    upload.state = state
    upload.save(update_fields=["state"])


def _drop(upload: Upload, state: str) -> None:
    upload.lines.all().delete()
    UploadFile.objects.filter(upload=upload).delete()
    _move(upload, state)
