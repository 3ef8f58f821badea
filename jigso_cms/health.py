"""Whether this process can answer pages: asked by a load balancer or a container engine."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.access import public


@public
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer `ok` when the database answers; the broker may be down, pages work without it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
