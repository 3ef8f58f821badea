from celery import shared_task

from activity import digest, outbox


@shared_task(name="activity.tasks.sweep_outbox", acks_late=True, ignore_result=True)
def sweep_outbox() -> int:
    """Deliver what the outbox holds. Beat sends this regularly, a commit at once."""
    return outbox.deliver_due()


@shared_task(name="activity.tasks.send_digests", acks_late=True, ignore_result=True)
def send_digests() -> int:
    """Every morning: tell those who chose a daily e-mail how many messages wait."""
    return digest.send_digests()
