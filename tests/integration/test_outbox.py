"""What must happen after a commit happens, once, whether or not a broker is there."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from activity import nudge, outbox
from activity.context import acting, current
from activity.models import OutboxMessage
from tests.factories.accounts import UserFactory


@pytest.fixture
def handled(monkeypatch):
    """Register a handler for the topic `test.note` and return what it was called with."""
    calls = []
    monkeypatch.setitem(outbox._handlers, "test.note", calls.append)
    return calls


@pytest.fixture(autouse=True)
def nudges(monkeypatch):
    """Count the nudges: a worker must not deliver what these tests deliver themselves."""
    sent = []

    def nudge_worker():
        sent.append(1)

    monkeypatch.setattr(outbox, "nudge_worker", nudge_worker)
    return sent


@pytest.mark.django_db
def test_a_message_is_delivered_once(handled):
    message = outbox.publish("test.note", {"n": 1})
    assert outbox.deliver_due() == 1
    assert outbox.deliver_due() == 0
    message.refresh_from_db()
    assert handled == [{"n": 1}]
    assert message.delivered_at is not None


@pytest.mark.django_db
def test_nothing_is_sent_for_a_transaction_that_was_rolled_back(handled):
    with transaction.atomic():
        outbox.publish("test.note", {})
        transaction.set_rollback(True)
    assert outbox.deliver_due() == 0
    assert handled == []


@pytest.mark.django_db
def test_one_commit_nudges_once(handled, nudges, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        outbox.publish("test.note", {"n": 1})
        outbox.publish("test.note", {"n": 2})
    assert len(nudges) == 1


@pytest.mark.django_db
def test_a_handler_acts_as_the_user_who_published(monkeypatch):
    seen = []
    monkeypatch.setitem(outbox._handlers, "test.note", lambda payload: seen.append(current()))
    user = UserFactory()
    with acting(user=user, request_id="r-9", reason="because"):
        outbox.publish("test.note", {})
    with acting(user=UserFactory()):
        outbox.deliver_due()
    assert (seen[0].user_id, seen[0].request_id, seen[0].reason) == (str(user.pk), "r-9", "because")


@pytest.mark.django_db
def test_a_failure_is_kept_put_off_and_leaves_nothing_behind(monkeypatch):
    def fail(payload):
        UserFactory(email="half@example.org")
        raise RuntimeError("mail server away\x00")

    monkeypatch.setitem(outbox._handlers, "test.note", fail)
    message = outbox.publish("test.note", {})
    assert outbox.deliver_due() == 1
    message.refresh_from_db()
    assert (message.attempts, message.delivered_at, message.parked_at) == (1, None, None)
    assert "mail server away" in message.last_error
    assert message.try_at > timezone.now()
    assert outbox.deliver_due() == 0
    assert not type(UserFactory.build()).objects.filter(email="half@example.org").exists()


@pytest.mark.django_db
def test_one_bad_message_does_not_hold_up_the_next(handled):
    outbox.publish("test.nobody", {})
    outbox.publish("test.note", {"n": 2})
    assert outbox.deliver_due() == 2
    assert handled == [{"n": 2}]


@pytest.mark.django_db
def test_a_message_that_fails_too_often_is_parked_and_can_be_sent_again(monkeypatch, handled):
    monkeypatch.setitem(outbox._handlers, "test.note", lambda payload: 1 / 0)
    message = outbox.publish("test.note", {"n": 3})
    for _ in range(outbox.MOST_TRIES):
        OutboxMessage.objects.update(try_at=timezone.now() - timedelta(seconds=1))
        assert outbox.deliver_due() == 1
    assert list(OutboxMessage.objects.parked()) == [message]
    OutboxMessage.objects.update(try_at=timezone.now() - timedelta(seconds=1))
    assert outbox.deliver_due() == 0
    monkeypatch.setitem(outbox._handlers, "test.note", handled.append)
    outbox.retry_parked(message)
    assert outbox.deliver_due() == 1
    assert handled == [{"n": 3}]


@pytest.mark.django_db
def test_waiting_messages_with_one_key_are_delivered_together_with_the_newest_payload(handled):
    for n in (1, 2, 3):
        outbox.publish("test.note", {"n": n}, key="case-1")
    outbox.publish("test.note", {"n": 9}, key="case-2")
    assert outbox.deliver_due() == 2
    assert handled == [{"n": 3}, {"n": 9}]
    assert not OutboxMessage.objects.waiting().exists()


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 15), (2, 30), (3, 60), (8, 1920), (9, 3600), (60, 3600)])
def test_the_wait_doubles_up_to_an_hour(attempts, seconds):
    assert outbox.wait_before_try(attempts) == timedelta(seconds=seconds)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_deliver_each_message_once(monkeypatch):
    """Both are inside a handler at the same time: the barrier opens only for two."""
    barrier, calls, lock = threading.Barrier(2, timeout=20), [], threading.Lock()

    def meet(payload):
        with lock:
            calls.append(payload["n"])
        barrier.wait()

    monkeypatch.setitem(outbox._handlers, "test.note", meet)
    for n in (1, 2):
        outbox.publish("test.note", {"n": n})

    def work():
        try:
            outbox.deliver_due(limit=1)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(calls) == [1, 2]
    assert outbox.deliver_due() == 0
    assert OutboxMessage.objects.filter(delivered_at__isnull=False).count() == 2


def test_a_broker_that_is_away_costs_one_try_and_no_error(monkeypatch):
    tries = []

    def refuse(*args, **kwargs):
        tries.append(1)
        raise ConnectionRefusedError

    monkeypatch.setattr(nudge, "_quiet_until", 0.0)
    monkeypatch.setattr(nudge.current_app, "send_task", refuse, raising=False)
    assert nudge.nudge_worker() is False
    assert nudge.nudge_worker() is False
    assert tries == [1]


def test_a_topic_has_one_handler():
    with pytest.raises(ValueError, match="already"):
        outbox.handler("activity.email")(lambda payload: None)
