"""The Celery application: jobs found in each app's `tasks.py`."""

import os
from typing import Any

from celery import Celery
from celery.signals import celeryd_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jigso_cms.settings.local")

app = Celery("jigso_cms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def be_patient(conf: Any, **_: Any) -> None:
    """Let a worker wait longer for the broker than a page does."""
    from jigso_cms.settings.jobs import WORKER_PATIENCE

    conf.broker_transport_options = {**conf.broker_transport_options, "socket_timeout": WORKER_PATIENCE}
