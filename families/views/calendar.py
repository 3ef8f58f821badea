"""The calendar that a program fetches, without a session: the secret part of its address is the key."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import public
from accounts.calendar_feeds import count_use, recognise
from activity.readlog import Kind, record_access
from families.reading.calendar import calendar_of_user


@public
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """One's own visits and meetings; 404 for an address that was revoked or never was."""
    feed = recognise(token)
    if feed is None:
        raise Http404
    now = timezone.now()
    if wait := count_use(feed, now):
        return HttpResponse(status=429, headers={"Retry-After": str(wait), "Cache-Control": "no-store"})
    body, rows = calendar_of_user(feed.user, now)
    record_access(kind=Kind.EXPORTED, subject=feed, detail={"calendar": rows}, user=feed.user)
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
