"""Files asked for, made by the worker, fetched once, and deleted."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone, translation

from accounts.models import User
from accounts.roles import Permission
from activity.outbox import publish
from families.models import Service
from reporting.access import can
from reporting.by_month import Measure
from reporting.by_month.files import Format as MonthsFormat
from reporting.errors import NothingReleased, NotYourReturn
from reporting.exports.making import made
from reporting.exports.progress import Progress, progress_of
from reporting.gate import extractable_cases
from reporting.models import Export, ExportFile, ExportProgress, Release, Return, ReturnVersion

EXPORT_ASKED = "reporting.export"
KEPT = timedelta(days=1)
FORGOTTEN_AFTER, GIVEN_UP_AFTER = timedelta(minutes=2), timedelta(hours=6)
RIGHTS = {
    Export.What.EXTRACT.value: Permission.EXPORT_EXTRACT,
    Export.What.MONTHS.value: Permission.SEE_CONTACT_FIGURES,
    Export.What.CELLS.value: Permission.SEE_CONTACT_FIGURES,
}
"""What is needed for a file, where not the right to the files of returns."""
LANGUAGE = "en"
"""Files go to a funder and are compared byte by byte: their language is not that of whoever asks for them."""


@transaction.atomic
def ask_export(*, made_for: Return, what: str, ending: str, version: ReturnVersion | None = None, by: User) -> Export:
    """Ask for a file of a return. Raises ``NotYourReturn``, or ``NothingReleased`` where its version was not."""
    if not can(by, RIGHTS.get(what, Permission.EXPORT_RETURNS), made_for.service):
        raise NotYourReturn
    if what == Export.What.RELEASE and not Release.objects.filter(version=version).exists():
        raise NothingReleased
    return _ask(of=made_for, version=version, what=what, ending=ending, entered_by=by)


@transaction.atomic
def ask_months(
    *, service: Service, measure: Measure, first: date, last: date, made_as: MonthsFormat, by: User
) -> Export:
    """Ask for the table of a service's months, both days counted. Raises ``NotYourReturn``."""
    if not can(by, Permission.SEE_CONTACT_FIGURES, service):
        raise NotYourReturn
    return _ask(
        months_of=service,
        measure=measure.value,
        first_day=first,
        last_day=last,
        what=made_as.what,
        ending=made_as.ending,
        entered_by=by,
    )


def _ask(**asked: Any) -> Export:
    export = Export.objects.create(**asked)
    ExportProgress.objects.create(export=export)
    publish(EXPORT_ASKED, {"export": str(export.pk)}, key=f"{EXPORT_ASKED}:{export.pk}")
    return export


def make_export(*, export_id: UUID | str) -> Export | None:
    """Make one file; None where it is made, gone, or in another worker's hands.

    Who may no longer have it gets none: the export comes back as withheld.
    """
    with transaction.atomic():
        found = _claim(export_id)
        if found is None:
            return None
        found.state = Export.State.WORKING
        found.save(update_fields=["state"])
    try:
        with progress_of(export_id) as told, transaction.atomic():
            claimed = _claim(export_id)
            return _make(claimed, told) if claimed else None
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        Export.objects.at_work().filter(pk=export_id).update(state=Export.State.FAILED, error=type(error).__name__)
        raise


@transaction.atomic
def fetch_export(*, key: UUID, by: User) -> tuple[Export, bytes] | None:
    """The bytes behind a link, for whoever asked for them, once; None afterwards.

    Rights are asked again. A file with rows of a case that ``by`` may no longer see is deleted; the export comes back
    as withheld, with nothing.
    """
    files = ExportFile.objects.select_for_update(of=("self",)).select_related(
        "export__of__service", "export__months_of"
    )
    file = files.filter(key=key, export__in=_fetchable(by)).first()
    if file is None:
        return None
    export, body = file.export, bytes(file.body)
    if not can(by, _right(export), export.service):
        return None
    if set(file.cases) - extractable_cases(by, export.service, file.cases):
        _end(export, Export.State.WITHHELD)
        return export, b""
    _end(export, Export.State.FETCHED)
    return export, body


def can_fetch(*, key: UUID, by: User) -> bool:
    """Whether the link would work now. It is not used up."""
    export = _fetchable(by).filter(file__key=key).select_related("of__service", "months_of").first()
    return export is not None and can(by, _right(export), export.service)


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


def _fetchable(by: User) -> QuerySet[Export]:
    """What ``by`` asked for, was made within a day, and was not fetched yet."""
    ready = Export.objects.of_user(by).filter(state=Export.State.READY)
    return ready.filter(file__stored_at__gte=timezone.now() - KEPT)


def _right(export: Export) -> Permission:
    return RIGHTS.get(export.what, Permission.EXPORT_RETURNS)


def _claim(export_id: UUID | str) -> Export | None:
    waiting = Export.objects.at_work().select_for_update(skip_locked=True, of=("self",))
    with_all = waiting.select_related(
        "entered_by", "of__service", "months_of", "version__made_for__service", "version__signed_by"
    )
    return with_all.filter(pk=export_id).first()


def _make(export: Export, told: Progress) -> Export:
    by = export.entered_by
    if by is None or not by.is_active or not can(by, _right(export), export.service):
        export.state = Export.State.WITHHELD
        export.save(update_fields=["state"])
        return export
    with translation.override(LANGUAGE):
        file = made(export, told)
    export.state, export.made_at = Export.State.READY, timezone.now()
    export.name, export.digest = file.name, hashlib.sha256(file.body).hexdigest()
    export.save(update_fields=["state", "made_at", "name", "digest"])
    ExportFile.objects.create(export=export, body=file.body, cases=file.cases, stored_at=export.made_at)
    return export


def _end(export: Export, state: str) -> None:
    export.state = state
    if state == Export.State.FETCHED:
        export.fetched_at = timezone.now()
    export.save(update_fields=["state", "fetched_at"])
    export.file.delete()
