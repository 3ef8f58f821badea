"""The services of the tests and the demo, for real."""

import signal

import pytest
from django.conf import settings
from django.db import connection
from kombu.exceptions import OperationalError

from jigso_cms.celery import app
from jigso_cms.local.broker import Broker
from tests.plugins.worker import Worker, eventually


@pytest.mark.django_db
def test_code_under_test_runs_as_the_application_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user <> current_user")
        assert cursor.fetchone() == ("jigso_app", True)


@pytest.mark.django_db(transaction=True)
def test_the_role_is_the_applications_in_transactional_tests_too() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("jigso_app",)


@pytest.mark.django_db
def test_the_application_may_not_make_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege(current_user, 'public', 'CREATE')")
        assert cursor.fetchone() == (False,)


def test_a_worker_process_takes_what_is_published(worker: Worker) -> None:
    app.send_task("activity.tasks.sweep_outbox")
    eventually(lambda: "activity.tasks.sweep_outbox" in worker.log.read_text(), "the sweep")
    eventually(lambda: "succeeded" in worker.log.read_text(), "the sweep's end")


def test_a_task_waits_for_a_worker_that_was_killed(worker: Worker) -> None:
    worker.kill()
    app.send_task("activity.tasks.sweep_outbox")
    worker.start()
    eventually(lambda: "succeeded" in worker.log.read_text(), "the waiting task")


def test_publishing_to_a_dead_broker_fails_and_recovers_with_it(own_broker: Broker) -> None:
    app.send_task("activity.tasks.sweep_outbox")
    own_broker.stop()
    with pytest.raises(OperationalError):
        app.send_task("activity.tasks.sweep_outbox")
    own_broker.start()
    app.send_task("activity.tasks.sweep_outbox")


def test_publishing_to_a_broker_that_hangs_fails_instead_of_waiting(own_broker: Broker) -> None:
    app.send_task("activity.tasks.sweep_outbox")
    assert own_broker.child
    own_broker.child.process.send_signal(signal.SIGSTOP)
    try:
        with pytest.raises(OperationalError):
            app.send_task("activity.tasks.sweep_outbox")
    finally:
        own_broker.child.process.send_signal(signal.SIGCONT)


def test_a_worker_waits_for_a_broker_that_was_restarted(own_worker: Worker, own_broker: Broker) -> None:
    own_broker.stop()
    own_broker.start()
    app.send_task("activity.tasks.sweep_outbox")
    eventually(lambda: "succeeded" in own_worker.log.read_text(), "the sweep after the restart")


def test_jobs_never_run_in_the_process_that_publishes_them() -> None:
    assert not app.conf.task_always_eager
    assert not getattr(settings, "CELERY_TASK_ALWAYS_EAGER", False)
