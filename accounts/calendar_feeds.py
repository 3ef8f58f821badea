"""A calendar's address: made, shown once, recognised by its hash, counted, revoked."""

import re
import secrets
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import CalendarFeed, User

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)

_COUNT = """
    INSERT INTO accounts_calendarfeeduse (feed_id, last_used_at, hour, requests) VALUES (%s, %s, %s, 1)
    ON CONFLICT (feed_id) DO UPDATE SET last_used_at = EXCLUDED.last_used_at, hour = EXCLUDED.hour,
        requests = CASE WHEN accounts_calendarfeeduse.hour = EXCLUDED.hour
                   THEN accounts_calendarfeeduse.requests + 1 ELSE 1 END
    RETURNING requests
"""


@transaction.atomic
def make_feed(*, by: User) -> str:
    """Give ``by`` a new address, the one before ends; returns the token, which is kept nowhere."""
    revoke_feed(by=by)
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(user=by, digest=digest_of(token), entered_by=by)
    return token


@transaction.atomic
def revoke_feed(*, by: User) -> int:
    """End the address of ``by``, at once. Returns how many there were (0 or 1)."""
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    return CalendarFeed.objects.filter(user=by, revoked_at__isnull=True).update(revoked_at=timezone.now())


def feed_in_use(user: User) -> CalendarFeed | None:
    """The address of a user, with when it was last asked for."""
    return CalendarFeed.objects.filter(user=user, revoked_at__isnull=True).select_related("use").first()


def recognise(token: str) -> CalendarFeed | None:
    """The feed of a token that is in use, of somebody who may sign in; None for anything else."""
    if not _TOKEN.fullmatch(token):
        return None
    rows = CalendarFeed.objects.select_related("user").filter(revoked_at__isnull=True, user__is_active=True)
    return rows.filter(digest=digest_of(token)).first()


def count_use(feed: CalendarFeed, now: datetime) -> int:
    """Count one request. Returns 0, or how many seconds to wait where the hour's share is used up."""
    hour, second = divmod(int(now.timestamp()), 3600)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [feed.pk, now, hour])
        requests = cursor.fetchone()[0]
    return 3600 - second if requests > settings.CALENDAR_REQUESTS_AN_HOUR else 0


def digest_of(token: str) -> str:
    """What is kept of a token: the SHA-256, in hexadecimal. A slow hash protects only what people choose."""
    return sha256(token.encode()).hexdigest()
