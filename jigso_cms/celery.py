"""The Celery application: jobs found in each app's `tasks.py`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jigso_cms.settings.local")

app = Celery("jigso_cms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
