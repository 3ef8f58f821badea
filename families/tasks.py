from celery import shared_task
from django.utils import timezone

from families.actions.escalating import tell_of_late_clocks
from families.actions.gaps import tell_of_gaps
from families.checking import report_drift


@shared_task(name="families.tasks.check_stored", acks_late=True, ignore_result=True)
def check_stored() -> int:
    """Every night: compare stored stages and clocks with the rows, and report what differs."""
    return report_drift()


@shared_task(name="families.tasks.alert_gaps", acks_late=True, ignore_result=True)
def alert_gaps() -> int:
    """Every working day: tell managers which slots stand empty near or past their day."""
    return tell_of_gaps(today=timezone.localdate())


@shared_task(name="families.tasks.escalate_clocks", acks_late=True, ignore_result=True)
def escalate_clocks() -> int:
    """Every working day: tell managers of clocks that are late, once for each."""
    return tell_of_late_clocks(today=timezone.localdate())
