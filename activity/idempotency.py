"""The same thing sent twice is received once, whoever resends it and however fast."""

import hashlib
import json
from collections.abc import Callable
from typing import Any, TypeVar

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activity.errors import RuleBroken
from activity.models.received_key import ReceivedKey

Made = TypeVar("Made", bound=models.Model)

_CLAIM = """
    INSERT INTO activity_receivedkey (sender, key, body_digest, object_type, object_id, received_at)
    VALUES (%s, %s, %s, '', '', %s) ON CONFLICT (sender, key) DO NOTHING RETURNING id
"""


class KeyReused(RuleBroken):
    """A sender used one key for two different bodies. The API answers 422."""

    message = _("This key has been used before for something else.")


class ThrownAway(RuleBroken):
    """What a key made is not there any more."""

    message = _("What was saved with this form has been thrown away since. Open the form again.")


def receive_once(*, sender: str, key: str, body: Any, create: Callable[[], Made]) -> tuple[Made | models.Model, bool]:
    """Call `create` the first time a sender gives a key; afterwards return what it made.

    `body` is anything that can be JSON: the same key with another body raises KeyReused, and
    ThrownAway where what it made is gone.
    Returns the object and whether it was made now. Two at the same time: the second waits
    for the first to commit. If `create` raises, the key is free again.
    """
    digest = digest_of(body)
    with transaction.atomic():
        claimed = _claim(str(sender), str(key), digest)
        if claimed is not None:
            return _make(claimed, create), True
        received = ReceivedKey.objects.get(sender=str(sender), key=str(key))
        if received.body_digest != digest:
            raise KeyReused()
        return _recall(received), False


def was_received(*, sender: str, key: str) -> bool:
    """Tell whether what a sender sent under a key has been received."""
    return ReceivedKey.objects.filter(sender=str(sender), key=str(key)).exists()


def digest_of(body: Any) -> str:
    """Return the SHA-256 of a body as JSON, whatever the order of its keys."""
    text = json.dumps(body, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _claim(sender: str, key: str, digest: str) -> int | None:
    """Keep a key that is new; its row's id, or None for one that is known. Waits for whoever is keeping it now."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [sender, key, digest, timezone.now()])
        row = cursor.fetchone()
    return row[0] if row else None


def _make(claimed: int, create: Callable[[], Made]) -> Made:
    made = create()
    ReceivedKey.objects.filter(pk=claimed).update(object_type=made._meta.label, object_id=str(made.pk))
    return made


def _recall(received: ReceivedKey) -> models.Model:
    made = apps.get_model(received.object_type)._default_manager.filter(pk=received.object_id).first()
    if made is None:
        raise ThrownAway
    return made
