"""Telling a worker to look at the outbox now, which must never cost a request anything."""

import logging
import time

from celery import current_app

logger = logging.getLogger(__name__)

QUIET_AFTER_FAILURE = 30.0

_quiet_until = 0.0


def nudge_worker() -> bool:
    """Send the sweep to the broker; tell whether it was accepted.

    A broker that does not answer is left alone for 30 seconds, so that saving stays fast
    while it is down. The regular sweep delivers what no nudge announced.
    """
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return False
    try:
        current_app.send_task("activity.tasks.sweep_outbox", retry=False, ignore_result=True)
    except Exception as error:
        _quiet_until = time.monotonic() + QUIET_AFTER_FAILURE
        logger.warning("the broker did not take a nudge: %s", type(error).__name__)
        return False
    return True
