from celery import shared_task

from activity import outbox


@shared_task(name="activity.tasks.sweep_outbox", acks_late=True, ignore_result=True)
def sweep_outbox() -> int:
    """Deliver what the outbox holds. Beat sends this regularly, a commit at once."""
    return outbox.deliver_due()
