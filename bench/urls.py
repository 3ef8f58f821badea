"""The site's addresses and one bare view to measure against."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from accounts.access import requires
from accounts.roles import Permission
from jigso_cms.urls import handler400, handler403, handler404, handler500
from jigso_cms.urls import urlpatterns as site


@requires(Permission.SEE_CASES)
def bare(request: HttpRequest) -> HttpResponse:
    """Signed in, allowed, and nothing else."""
    return HttpResponse("bare")


urlpatterns = [path("bare/", bare, name="bare"), *site]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
