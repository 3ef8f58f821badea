"""Files asked for, made by the worker, fetched once, and deleted."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone, translation

from accounts.models import User
from accounts.roles import Permission
from activity.outbox import publish
from reporting.access import can
from reporting.documents import draft_document, published_document, version_document
from reporting.errors import NothingReleased, NotYourReturn
from reporting.exports import FORMATS
from reporting.exports.extract import as_extract, name_of_extract
from reporting.models import Export, ExportFile, Release, Return, ReturnVersion

EXPORT_ASKED = "reporting.export"
KEPT = timedelta(days=1)
FORGOTTEN_AFTER, GIVEN_UP_AFTER = timedelta(minutes=2), timedelta(hours=6)
LANGUAGE = "en"
"""Files go to a funder and are compared byte by byte: their language is not that of whoever asks for them."""


@transaction.atomic
def ask_export(*, made_for: Return, what: str, ending: str, version: ReturnVersion | None = None, by: User) -> Export:
    """Ask for a file. Raises ``NotYourReturn``, or ``NothingReleased`` where the version was not released."""
    permission = Permission.EXPORT_EXTRACT if what == Export.What.EXTRACT else Permission.EXPORT_RETURNS
    if not can(by, permission, made_for.service):
        raise NotYourReturn
    if what == Export.What.RELEASE and not Release.objects.filter(version=version).exists():
        raise NothingReleased
    asked = Export.objects.create(of=made_for, version=version, what=what, ending=ending, entered_by=by)
    publish(EXPORT_ASKED, {"export": str(asked.pk)}, key=f"{EXPORT_ASKED}:{asked.pk}")
    return asked


def make_export(*, export_id: UUID | str) -> Export | None:
    """Make one file; None where it is made, gone, or in another worker's hands."""
    with transaction.atomic():
        found = _claim(export_id)
        if found is None:
            return None
        found.state, found.percent = Export.State.WORKING, 10
        found.save(update_fields=["state", "percent"])
    try:
        with transaction.atomic():
            claimed = _claim(export_id)
            return _make(claimed) if claimed else None
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        Export.objects.at_work().filter(pk=export_id).update(state=Export.State.FAILED, error=type(error).__name__)
        raise


@transaction.atomic
def fetch_export(*, key: UUID, by: User) -> tuple[Export, bytes] | None:
    """The bytes behind a link, for whoever asked for them, once; None afterwards."""
    files = ExportFile.objects.select_for_update(of=("self",)).select_related("export__of__service")
    file = files.filter(key=key, export__entered_by=by, export__state=Export.State.READY).first()
    if file is None or file.stored_at < timezone.now() - KEPT:
        return None
    export, body = file.export, bytes(file.body)
    if not can(by, _right(export), export.of.service):
        return None
    export.state, export.fetched_at = Export.State.FETCHED, timezone.now()
    export.save(update_fields=["state", "fetched_at"])
    file.delete()
    return export, body


@transaction.atomic
def drop_old_exports(*, now: datetime) -> int:
    """Delete files that nobody fetched within a day; returns how many."""
    old = ExportFile.objects.filter(stored_at__lt=now - KEPT)
    gone = list(old.values_list("export", flat=True))
    Export.objects.filter(pk__in=gone).update(state=Export.State.GONE)
    old.delete()
    return len(gone)


def forgotten_exports() -> list[UUID]:
    """Exports that nobody has finished: a worker was killed, or the broker lost the message.

    What was not made within hours is called failed: it would be taken up for ever.
    """
    old = Export.objects.at_work().filter(entered_at__lt=timezone.now() - FORGOTTEN_AFTER)
    with transaction.atomic():
        hopeless = old.filter(entered_at__lt=timezone.now() - GIVEN_UP_AFTER)
        for export in hopeless.select_for_update(skip_locked=True, of=("self",)):
            export.state, export.error = Export.State.FAILED, "GivenUp"
            export.save(update_fields=["state", "error"])
    return list(old.values_list("pk", flat=True))


def _right(export: Export) -> Permission:
    return Permission.EXPORT_EXTRACT if export.what == Export.What.EXTRACT else Permission.EXPORT_RETURNS


def _claim(export_id: UUID | str) -> Export | None:
    waiting = Export.objects.at_work().select_for_update(skip_locked=True, of=("self",))
    with_all = waiting.select_related("entered_by", "of__service", "version__made_for__service", "version__signed_by")
    return with_all.filter(pk=export_id).first()


def _make(export: Export) -> Export:
    with translation.override(LANGUAGE):
        name, body = _written(export)
    export.state, export.percent, export.made_at = Export.State.READY, 100, timezone.now()
    export.name, export.digest = name, hashlib.sha256(body).hexdigest()
    export.save(update_fields=["state", "percent", "made_at", "name", "digest"])
    ExportFile.objects.create(export=export, body=body, stored_at=export.made_at)
    return export


def _written(export: Export) -> tuple[str, bytes]:
    version, asker = export.version, export.entered_by
    assert asker is not None  # noqa: S101  (nobody but a user asks)
    if export.what == Export.What.EXTRACT:
        return name_of_extract(export.of), as_extract(export.of, asker)
    if version is None:
        document = draft_document(export.of)
    elif export.what == Export.What.VERSION:
        document = version_document(version)
    else:
        release = Release.objects.select_related("version__made_for__service").get(version=version)
        document = published_document(release)
    return f"{document.name}.{export.ending}", FORMATS[export.ending].write(document)
