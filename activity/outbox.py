"""Messages that must be acted on after a commit, delivered once though the broker may be down.

A message is a row written in the transaction that causes it. A worker claims one row with
`FOR UPDATE SKIP LOCKED`, runs its handler in the same transaction and marks it: either all
of it happens or none, and two workers never hold the same row. The broker only says "look
now"; without it the next sweep finds the row.
"""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from activity.context import acting, current
from activity.models.outbox import OutboxMessage
from activity.nudge import nudge_worker

logger = logging.getLogger(__name__)

Handler = Callable[[dict[str, Any]], None]

MOST_TRIES = 8
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=1)

_handlers: dict[str, Handler] = {}


class NoHandler(LookupError):
    """Nobody has registered for a message's topic."""


def handler(topic: str) -> Callable[[Handler], Handler]:
    """Decorator: deliver messages of a topic to this function.

    It is called with the payload, inside the transaction that marks the message delivered,
    as the user who published it. What it raises is kept and tried again later. A topic has
    one handler; registering another raises ValueError.
    """

    def register(function: Handler) -> Handler:
        if _handlers.get(topic, function) is not function:
            raise ValueError(f"The topic {topic} has a handler already")
        _handlers[topic] = function
        return function

    return register


def publish(topic: str, payload: dict[str, Any], key: str = "") -> OutboxMessage:
    """Write a message in the transaction at hand and return it.

    The payload holds ids, not personal data. Waiting messages with the same topic and the
    same non-empty key are delivered together as one, with the newest payload: enough for
    work that looks at the state of things when it runs.
    """
    actor = current()
    message = OutboxMessage.objects.create(topic=topic, payload=payload, key=key, context={**actor.as_metadata()})
    _nudge_after_commit()
    return message


def deliver_due(limit: int = 200) -> int:
    """Deliver messages that are due until none is left or `limit` is reached.

    Returns the number claimed, failures included. Messages locked by another worker are
    passed over.
    """
    claimed = 0
    while claimed < limit and deliver_one():
        claimed += 1
    return claimed


def deliver_one() -> bool:
    """Claim one message that is due and deliver it; tell whether there was one."""
    with transaction.atomic():
        message = OutboxMessage.objects.due(timezone.now()).select_for_update(skip_locked=True).first()
        if message is None:
            return False
        same = _same_waiting(message)
        newest = max([message, *same], key=lambda found: found.pk)
        try:
            with transaction.atomic():
                _handle(newest)
        except Exception as error:
            _put_off(message, error)
        else:
            _mark_delivered([message, *same])
        return True


def retry_parked(message: OutboxMessage) -> None:
    """Put a parked message back in the queue, with its tries counted from zero."""
    OutboxMessage.objects.parked().filter(pk=message.pk).update(parked_at=None, attempts=0, try_at=timezone.now())
    _nudge_after_commit()


def wait_before_try(attempts: int) -> timedelta:
    """Return how long to wait after `attempts` failures: 15 s, doubling, an hour at most."""
    doublings = min(max(attempts - 1, 0), 10)
    return min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)


def _same_waiting(message: OutboxMessage) -> list[OutboxMessage]:
    """Lock what waits with the same key. All of it was committed before the handler runs."""
    if not message.key:
        return []
    waiting = OutboxMessage.objects.waiting().filter(topic=message.topic, key=message.key)
    return list(waiting.exclude(pk=message.pk).select_for_update(skip_locked=True))


def _handle(message: OutboxMessage) -> None:
    if message.topic not in _handlers:
        raise NoHandler(f"No handler for the topic {message.topic}")
    with acting(metadata=message.context):
        _handlers[message.topic](message.payload)


def _mark_delivered(messages: list[OutboxMessage]) -> None:
    OutboxMessage.objects.filter(pk__in=[message.pk for message in messages]).update(
        delivered_at=timezone.now(), last_error=""
    )


def _put_off(message: OutboxMessage, error: Exception) -> None:
    now: datetime = timezone.now()
    message.attempts += 1
    message.last_error = "".join(traceback.format_exception(error)).replace("\x00", "")[-4000:]
    message.try_at = now + wait_before_try(message.attempts)
    if message.attempts >= MOST_TRIES:
        message.parked_at = now
    message.save(update_fields=["attempts", "last_error", "try_at", "parked_at"])
    logger.warning("outbox message %s failed, try %s", message.pk, message.attempts)


def _nudge_after_commit() -> None:
    """Ask for one look when the transaction commits, however many messages it wrote."""
    if not any(waiting[1] is nudge_worker for waiting in connection.run_on_commit):
        transaction.on_commit(nudge_worker, robust=True)
