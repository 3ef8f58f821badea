from celery import shared_task

from families.checking import report_drift


@shared_task(name="families.tasks.check_stored", acks_late=True, ignore_result=True)
def check_stored() -> int:
    """Every night: compare stored stages and clocks with the rows, and report what differs."""
    return report_drift()
