"""The outbox with a real worker and a real broker, which may be away."""

import pytest

from activity.models import OutboxMessage
from activity.notify import notify
from tests.factories.accounts import UserFactory
from tests.plugins.worker import eventually

pytestmark = pytest.mark.django_db(transaction=True)


def delivered() -> bool:
    return not OutboxMessage.objects.waiting().exists()


def test_a_worker_delivers_what_a_commit_announced(worker):
    user = UserFactory()
    for number in range(3):
        notify(user=user, kind="test", text=f"Line {number}", email=True)
    eventually(delivered, "the delivery of three e-mails")
    assert list(OutboxMessage.objects.values_list("attempts", "last_error")) == [(0, "")] * 3


def test_a_message_that_no_nudge_announced_is_found_by_the_sweep(worker, monkeypatch):
    from activity import outbox
    from activity.tasks import sweep_outbox

    monkeypatch.setattr(outbox, "_nudge_after_commit", lambda: None)
    notify(user=UserFactory(), kind="test", text="Line", email=True)
    assert not delivered()
    sweep_outbox.delay()
    eventually(delivered, "the delivery by the sweep")


def test_while_the_broker_is_away_work_is_saved_and_delivered_once_when_it_is_back(own_broker, own_worker, client):
    from django.urls import reverse

    from activity import nudge
    from activity.tasks import sweep_outbox

    user = UserFactory()
    client.force_login(user)
    own_broker.stop()
    notify(user=user, kind="test", text="Line", email=True)
    assert client.get(reverse("accounts:notifications")).status_code == 200
    assert not delivered()
    own_broker.start()
    nudge._quiet_until = 0.0
    sweep_outbox.delay()
    eventually(delivered, "the delivery after the broker's return")
    assert OutboxMessage.objects.get().attempts == 0
