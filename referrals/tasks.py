"""Jobs of the worker: what has become late, long uploads, files that nobody sent."""

from typing import Any

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from activity.outbox import handler
from referrals.actions import uploads
from referrals.actions.escalating import tell_what_is_late
from referrals.models import Upload


@handler(uploads.WORK)
def hand_over(payload: dict[str, Any]) -> None:
    """An upload was begun or confirmed: give it to a worker of its own, so that the outbox goes on."""
    work_on_upload.delay(upload=payload["upload"])


@shared_task(
    name="referrals.tasks.work_on_upload",
    acks_late=True,
    ignore_result=True,
    autoretry_for=(OperationalError, InterfaceError),
    retry_backoff=5,
    max_retries=3,
)
def work_on_upload(*, upload: str) -> None:
    """Check or send one upload. Run twice, it does nothing the second time."""
    while uploads.check_some(upload_id=upload):
        pass
    uploads.write_upload(upload_id=upload)


@shared_task(name="referrals.tasks.take_up_uploads", acks_late=True, ignore_result=True)
def take_up_uploads() -> int:
    """Send uploads again that nobody has finished: a worker was killed, or the broker lost the message."""
    waiting = list(Upload.objects.waiting_for_a_worker().values_list("pk", flat=True))
    for upload in waiting:
        work_on_upload.delay(upload=str(upload))
    return len(waiting)


@shared_task(name="referrals.tasks.drop_old_uploads", acks_late=True, ignore_result=True)
def drop_old_uploads() -> int:
    """Delete files that were not sent within a day."""
    return uploads.drop_old_uploads(now=timezone.now())


@shared_task(name="referrals.tasks.tell_late", acks_late=True, ignore_result=True)
def tell_late() -> int:
    """Through the day: tell managers and referrers what has become late."""
    return tell_what_is_late(on=timezone.localdate())
