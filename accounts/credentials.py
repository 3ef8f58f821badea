"""What a partner's system shows instead of signing in: made once, recognised by its hash, counted."""

import hmac
import logging
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from accounts.models import Credential

logger = logging.getLogger(__name__)

MARK = "jigso"
"""What every token begins with, so that one left in a log or a repository can be searched for."""
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_TOKEN = re.compile(rf"{MARK}_([a-z0-9]{{10}})_[A-Za-z0-9_-]{{43}}", re.ASCII)

_COUNT = """
    INSERT INTO accounts_credentialuse (credential_id, last_used_at, minute, requests) VALUES (%s, %s, %s, 1)
    ON CONFLICT (credential_id) DO UPDATE SET last_used_at = EXCLUDED.last_used_at, minute = EXCLUDED.minute,
        requests = CASE WHEN accounts_credentialuse.minute = EXCLUDED.minute
                   THEN accounts_credentialuse.requests + 1 ELSE 1 END
    RETURNING requests
"""


@dataclass(frozen=True)
class Shown:
    """What came of a token: the credential where there is one, and ``why`` it does not open the door.

    ``why`` is empty for a valid one, else ``unknown``, ``expired``, ``revoked`` or ``closed`` (the
    agency's team is no longer in use).
    """

    credential: Credential | None
    why: str = ""


def new_token() -> tuple[str, str, str]:
    """Return a token, the part of it that may be shown, and its digest."""
    prefix = "".join(secrets.choice(_LETTERS) for _ in range(10))
    token = f"{MARK}_{prefix}_{secrets.token_urlsafe(32)}"
    return token, prefix, digest_of(token)


def digest_of(token: str) -> str:
    """Return what is kept of a token: the SHA-256, in hexadecimal."""
    return sha256(token.encode()).hexdigest()


def recognise(token: str, now: datetime) -> Shown:
    """Find the credential of a token; one query. Nothing is told of one whose secret part is wrong."""
    found = _TOKEN.fullmatch(token)
    if not found:
        return Shown(None, "unknown")
    rows = Credential.objects.select_related("system__user", "system__team__partnership")
    credential = rows.filter(prefix=found[1]).first()
    if credential is None or not hmac.compare_digest(credential.digest, digest_of(token)):
        return Shown(None, "unknown")
    if credential.revoked_at:
        return Shown(credential, "revoked")
    if credential.expires_at <= now:
        return Shown(credential, "expired")
    return Shown(credential, "" if credential.system.team.is_active else "closed")


def count_use(credential: Credential, now: datetime) -> int:
    """Count one request. Returns 0, or how many seconds to wait where the minute's share is used up.

    The counter stands in PostgreSQL, in a statement of its own that is committed before the request
    begins: a refused request counts, and the broker does not matter. A counter that fails lets the
    request pass, because a referral must not be lost for it.
    """
    minute, second = divmod(int(now.timestamp()), 60)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_COUNT, [credential.pk, now, minute])
            requests = cursor.fetchone()[0]
    except DatabaseError:
        logger.exception("The use of credential %s could not be counted", credential.prefix)
        return 0
    return 60 - second if requests > settings.API_REQUESTS_A_MINUTE else 0
