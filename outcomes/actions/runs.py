"""Runs over a cohort: asked for by a person, computed by the worker, kept for good."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activity.errors import RuleBroken
from activity.outbox import publish
from families.models import Service
from outcomes.canonical import Fingerprint, digest_of
from outcomes.code_version import code_version
from outcomes.models import OutcomeRun
from outcomes.reading.cohort import distance_result
from outcomes.reading.removals import removal_result

RUN_ASKED = "outcomes.run"
LONGEST = timedelta(days=3653)
FORGOTTEN_AFTER = timedelta(minutes=1)


@transaction.atomic
def ask_run(*, service: Service, kind: str, first_day: date, last_day: date, by: User | None) -> OutcomeRun:
    """Ask for a run; one that waits for the same already is given back instead.

    Raises ``RuleBroken`` for a period that runs backwards, begins in the future or exceeds ten years.
    """
    _check_period(first_day, last_day)
    asked = {"service": service, "kind": OutcomeRun.Kind(kind), "first_day": first_day, "last_day": last_day}
    waiting = OutcomeRun.objects.waiting().filter(**asked).first()
    if waiting:
        return waiting
    try:
        with transaction.atomic():
            parameters = {"as_of": timezone.localdate().isoformat()}
            run = OutcomeRun.objects.create(**asked, parameters=parameters, entered_by=by)
    except IntegrityError:
        return OutcomeRun.objects.waiting().get(**asked)
    publish(RUN_ASKED, {"run": str(run.pk)}, key=f"{RUN_ASKED}:{run.pk}")
    return run


def compute_run(*, run_id: UUID | str) -> OutcomeRun | None:
    """Compute a run that waits and store it; None where it is done, gone, or in another worker's hands.

    Everything is read from one snapshot of the database. What cannot be computed is stored as failed with
    its reason; a database that is away leaves the run waiting.
    """
    if not _begin(run_id):
        return None
    try:
        with _snapshot():
            run = _claim(run_id)
            if run is not None:
                _finish(run, *_count(run))
        return run
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        OutcomeRun.objects.waiting().filter(pk=run_id).update(
            state=OutcomeRun.State.FAILED, error=f"{type(error).__name__}: {error}"[:500], finished_at=timezone.now()
        )
        raise


def forgotten_runs() -> list[UUID]:
    """Runs that have waited for more than a minute: their worker or their message may be gone."""
    before = timezone.now() - FORGOTTEN_AFTER
    return list(OutcomeRun.objects.waiting().filter(entered_at__lt=before).values_list("pk", flat=True))


def recomputed(run: OutcomeRun) -> tuple[dict[str, Any], str]:
    """The result and fingerprint that the same parameters give now, for comparing; nothing is stored."""
    with _snapshot():
        result, _definitions, fingerprint = _count(run)
    return result, fingerprint


def _check_period(first_day: date, last_day: date) -> None:
    if last_day < first_day:
        raise RuleBroken(_("The period ends before it begins."), field="period")
    if first_day > timezone.localdate():
        raise RuleBroken(_("The period has not begun yet."), field="period")
    if last_day - first_day > LONGEST:
        raise RuleBroken(_("Choose a period of ten years or less."), field="period")


@transaction.atomic
def _begin(run_id: UUID | str) -> bool:
    """Note the start, where the pages can see it, unless another worker holds the run."""
    run = _claim(run_id)
    if run is None:
        return False
    run.started_at = timezone.now()
    run.save(update_fields=["started_at"])
    return True


def _claim(run_id: UUID | str) -> OutcomeRun | None:
    waiting = OutcomeRun.objects.waiting().select_for_update(skip_locked=True, of=("self",))
    return waiting.select_related("service").filter(pk=run_id).first()


def _count(run: OutcomeRun) -> tuple[dict[str, Any], list[str], str]:
    taken = Fingerprint()
    taken.add([run.kind, str(run.service_id), run.first_day.isoformat(), run.last_day.isoformat(), run.parameters])
    if run.kind == OutcomeRun.Kind.DISTANCE:
        result, definitions = distance_result(run.service, run.first_day, run.last_day, taken)
        return result, definitions, taken.hexdigest()
    as_of = date.fromisoformat(run.parameters["as_of"])
    result = removal_result(run.service, run.first_day, run.last_day, as_of, taken)
    return result, _versions_in_force(run), taken.hexdigest()


def _versions_in_force(run: OutcomeRun) -> list[str]:
    """The definitions whose list of grounds was copied into the separations."""
    return sorted(run.service.versions.values_list("source_hash", flat=True))


def _finish(run: OutcomeRun, result: dict[str, Any], definitions: list[str], fingerprint: str) -> None:
    run.result, run.result_hash = result, digest_of(result)
    run.definition_hashes, run.fingerprint = definitions, fingerprint
    run.code_version, run.state, run.error = code_version(), OutcomeRun.State.DONE, ""
    run.finished_at = timezone.now()
    run.save()


@contextmanager
def _snapshot() -> Iterator[None]:
    """One transaction that sees one state of the database, also while others write."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
