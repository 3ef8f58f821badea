"""Runs over a cohort: asked for by a person, computed by the worker, kept for good."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from activity.errors import RuleBroken
from activity.outbox import publish
from families.models import Service
from outcomes.actions.progress import Progress, Stopped, progress_of
from outcomes.canonical import Fingerprint, digest_of
from outcomes.code_version import code_version
from outcomes.models import OutcomeRun, RunProgress
from outcomes.reading.results import Asked, asked_by, compute, expected_rows

RUN_ASKED = "outcomes.run"
LONGEST = timedelta(days=3653)
MOST_ATTEMPTS = 50
FORGOTTEN_AFTER = timedelta(minutes=1)


class RunNotYours(RuleBroken):
    """The run is of a service whose figures the user may not see."""


@transaction.atomic
def ask_run(
    *,
    service: Service,
    kind: str,
    first_day: date,
    last_day: date,
    more: Mapping[str, Any] | None = None,
    by: User | None,
) -> OutcomeRun:
    """Ask for a run; one that waits for the same already is given back instead. ``more``: further parameters.

    Raises ``RuleBroken`` for a period that runs backwards, begins in the future or exceeds ten years.
    """
    _check_period(first_day, last_day)
    asked = {
        "service": service,
        "kind": OutcomeRun.Kind(kind),
        "first_day": first_day,
        "last_day": last_day,
        "parameters": {**(more or {}), "as_of": timezone.localdate().isoformat()},
    }
    waiting = OutcomeRun.objects.waiting().filter(**asked).first()
    if waiting:
        return waiting
    try:
        with transaction.atomic():
            run = OutcomeRun.objects.create(**asked, entered_by=by)
            RunProgress.objects.create(run=run)
    except IntegrityError:
        return OutcomeRun.objects.waiting().get(**asked)
    publish(RUN_ASKED, {"run": str(run.pk)}, key=f"{RUN_ASKED}:{run.pk}")
    return run


def compute_run(*, run_id: UUID | str) -> OutcomeRun | None:
    """Compute a run that waits and store it; None where it is done, gone, stopped, or in another worker's hands.

    Everything is read from one snapshot of the database. What cannot be computed is stored as failed with
    its reason; a database that is away leaves the run waiting.
    """
    if not _begin(run_id):
        return None
    try:
        with progress_of(run_id) as progress, _snapshot():
            progress.begin()
            run = _claim(run_id)
            if run is not None:
                _finish(run, *_count(run, progress))
        return run
    except (OperationalError, InterfaceError):
        raise
    except Stopped:
        _end(run_id, OutcomeRun.State.CANCELLED)
        return None
    except RuleBroken as broken:
        _end(run_id, OutcomeRun.State.FAILED, str(broken))
        return None
    except Exception as error:
        _end(run_id, OutcomeRun.State.FAILED, f"{type(error).__name__}: {error}")
        raise


@transaction.atomic
def stop_run(*, run: OutcomeRun, by: User) -> OutcomeRun:
    """Stop a run that waits or is being computed; what has a result keeps it.

    One that no worker holds ends at once, the other when its worker next notes how far it is.
    """
    if run.service.partnership_id not in by.partnerships_with(Permission.SEE_FIGURES):
        raise RunNotYours
    RunProgress.objects.filter(run=run, run__state=OutcomeRun.State.ASKED, stop_asked_at__isnull=True).update(
        stop_asked_at=timezone.now(), stop_asked_by=by
    )
    if _claim(run.pk) is not None:
        _end(run.pk, OutcomeRun.State.CANCELLED)
    run.refresh_from_db()
    return run


def _end(run_id: UUID | str, state: str, error: str = "") -> None:
    """Without a result, unless it has got one meanwhile."""
    OutcomeRun.objects.waiting().filter(pk=run_id).update(state=state, error=error[:500], finished_at=timezone.now())


def forgotten_runs() -> list[UUID]:
    """Runs that have waited for more than a minute: their worker or their message may be gone.

    One that so many workers began and none finished is called failed: it would take every worker with it.
    """
    before = timezone.now() - FORGOTTEN_AFTER
    waiting = OutcomeRun.objects.waiting().filter(entered_at__lt=before)
    with transaction.atomic():
        hopeless = waiting.filter(progress__attempts__gte=MOST_ATTEMPTS)
        for run in hopeless.select_for_update(skip_locked=True, of=("self",)):
            _end(run.pk, OutcomeRun.State.FAILED, f"{MOST_ATTEMPTS} workers began it, and none finished it.")
    return list(waiting.values_list("pk", flat=True))


def recomputed(run: OutcomeRun) -> tuple[dict[str, Any], str]:
    """The result and fingerprint that the same parameters give now, for comparing; nothing is stored."""
    return computed(asked_by(run))


def computed(asked: Asked) -> tuple[dict[str, Any], str]:
    """Result and fingerprint of what was asked, from one snapshot; nothing is stored."""
    with _snapshot():
        taken = Fingerprint()
        result, _definitions = compute(asked, taken)
    return result, taken.hexdigest()


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
    waiting = OutcomeRun.objects.waiting().select_for_update(skip_locked=True, of=("self",), no_key=True)
    return waiting.select_related("service").filter(pk=run_id).first()


def _count(run: OutcomeRun, progress: Progress) -> tuple[dict[str, Any], list[str], str]:
    asked = asked_by(run)
    progress.total = expected_rows(asked)
    progress(0)
    taken = Fingerprint(progress)
    result, definitions = compute(asked, taken)
    progress(taken.rows)
    return result, definitions, taken.hexdigest()


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
