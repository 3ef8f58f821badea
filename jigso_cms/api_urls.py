"""Every address of the API; each app lists its own in `api_urls`."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from jigso_cms.schema import SchemaView

APPS = ["accounts", "families", "referrals", "outcomes", "reporting"]

urlpatterns: list[URLPattern | URLResolver] = [
    path("schema/", SchemaView.as_view(), name="api_schema"),
    *(path("", include(f"{app}.api_urls")) for app in APPS if find_spec(f"{app}.api_urls")),
]
