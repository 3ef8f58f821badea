"""Jobs of the worker. They take ids, may run twice, and are acknowledged when they are done."""

from celery import shared_task
from django.db import InterfaceError, OperationalError

from outcomes.actions import renewing, runs


@shared_task(
    name="outcomes.tasks.compute_run",
    acks_late=True,
    ignore_result=True,
    autoretry_for=(OperationalError, InterfaceError),
    retry_backoff=5,
    max_retries=3,
)
def compute_run(*, run: str) -> None:
    """Compute one run that was asked for."""
    runs.compute_run(run_id=run)


@shared_task(name="outcomes.tasks.take_up_runs", acks_late=True, ignore_result=True)
def take_up_runs() -> int:
    """Send runs again that nobody has finished: a worker was killed, or the broker lost the message."""
    waiting = runs.forgotten_runs()
    for run in waiting:
        compute_run.delay(run=str(run))
    return len(waiting)


@shared_task(name="outcomes.tasks.check_outcomes", acks_late=True, ignore_result=True)
def check_outcomes() -> int:
    """Compare every stored outcome with a recount; returns how many differed."""
    return len(renewing.check_outcomes().differing)
