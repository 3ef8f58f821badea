"""Jobs of the worker. They take ids, may run twice, and are acknowledged when they are done."""

from typing import Any

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from activity.outbox import handler
from reporting.actions import exporting
from reporting.actions.scheduling import keep_schedules


@handler(exporting.EXPORT_ASKED)
def hand_over(payload: dict[str, Any]) -> None:
    """A file was asked for: give it to a worker of its own, so that the outbox goes on."""
    make_export.delay(export=payload["export"])


@shared_task(
    name="reporting.tasks.make_export",
    acks_late=True,
    ignore_result=True,
    autoretry_for=(OperationalError, InterfaceError),
    retry_backoff=5,
    max_retries=3,
)
def make_export(*, export: str) -> None:
    """Make one file. Run twice, it does nothing the second time."""
    exporting.make_export(export_id=export)


@shared_task(name="reporting.tasks.take_up_exports", acks_late=True, ignore_result=True)
def take_up_exports() -> int:
    """Send exports again that nobody has finished."""
    waiting = exporting.forgotten_exports()
    for export in waiting:
        make_export.delay(export=str(export))
    return len(waiting)


@shared_task(name="reporting.tasks.drop_old_exports", acks_late=True, ignore_result=True)
def drop_old_exports() -> int:
    """Delete files that nobody fetched within a day."""
    return exporting.drop_old_exports(now=timezone.now())


@shared_task(name="reporting.tasks.keep_return_schedules", acks_late=True, ignore_result=True)
def keep_return_schedules() -> int:
    """Every morning: open the drafts of returns whose day has come, and remind of those not signed off."""
    return keep_schedules(today=timezone.localdate())
