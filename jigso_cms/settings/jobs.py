"""Celery: late acknowledgement, JSON, and a dead broker noticed at once.

Nothing here may make a page wait: what must happen after a commit is a row of the outbox,
and publishing is only a nudge (see activity.outbox).
"""

from typing import Any
from urllib.parse import urlsplit

from celery.schedules import crontab


def broker_address(redis_url: str) -> str:
    """Return the broker's address in Celery's words.

    redis-py writes a Unix socket as `unix:///path?db=3`, Celery as
    `redis+socket:///path?virtual_host=3`.
    """
    if not redis_url.startswith("unix://"):
        return redis_url
    parts = urlsplit(redis_url)
    number = parts.query.removeprefix("db=") or "0"
    return f"redis+socket://{parts.path}?virtual_host={number}"


WEB_PATIENCE = 0.8
WORKER_PATIENCE = 30.0
"""Seconds to wait for an answer of the broker: a page must not, a worker may."""

CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_TIME_LIMIT = 30 * 60
CELERY_TASK_SOFT_TIME_LIMIT = 25 * 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_TIMEOUT = 0.5
CELERY_TIMEZONE = "Europe/London"
# A job that runs longer than this is delivered a second time, so it exceeds the time limit.
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    "visibility_timeout": 60 * 60,
    "socket_connect_timeout": 0.5,
    "socket_timeout": WEB_PATIENCE,
    "max_retries": 0,
}

CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep-outbox": {"task": "activity.tasks.sweep_outbox", "schedule": crontab()},
    "check-stored": {"task": "families.tasks.check_stored", "schedule": crontab(hour="2", minute="30")},
    "tell-late-referrals": {"task": "referrals.tasks.tell_late", "schedule": crontab(hour="7-19", minute="10")},
    "alert-gaps": {"task": "families.tasks.alert_gaps", "schedule": crontab(hour="7", minute="0")},
    "escalate-clocks": {"task": "families.tasks.escalate_clocks", "schedule": crontab(hour="7", minute="5")},
    "send-digests": {"task": "activity.tasks.send_digests", "schedule": crontab(hour="7", minute="20")},
    "take-up-runs": {"task": "outcomes.tasks.take_up_runs", "schedule": crontab()},
    "take-up-uploads": {"task": "referrals.tasks.take_up_uploads", "schedule": crontab()},
    "drop-old-uploads": {"task": "referrals.tasks.drop_old_uploads", "schedule": crontab(minute="20")},
    "take-up-exports": {"task": "reporting.tasks.take_up_exports", "schedule": crontab()},
    "drop-old-exports": {"task": "reporting.tasks.drop_old_exports", "schedule": crontab(minute="25")},
    "keep-return-schedules": {
        "task": "reporting.tasks.keep_return_schedules",
        "schedule": crontab(hour="7", minute="15"),
    },
    "check-outcomes": {"task": "outcomes.tasks.check_outcomes", "schedule": crontab(hour="2", minute="45")},
}
