from celery import shared_task
from django.utils import timezone

from referrals.actions.escalating import tell_what_is_late


@shared_task(name="referrals.tasks.tell_late", acks_late=True, ignore_result=True)
def tell_late() -> int:
    """Through the day: tell managers and referrers what has become late."""
    return tell_what_is_late(on=timezone.localdate())
