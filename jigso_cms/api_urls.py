"""Every address of the API; each app lists its own in `api_urls`."""

from django.urls import URLPattern, URLResolver, include, path

from jigso_cms.schema import SchemaView

urlpatterns: list[URLPattern | URLResolver] = [
    path("schema/", SchemaView.as_view(), name="api_schema"),
    path("", include("families.api_urls")),
    path("", include("referrals.api_urls")),
]
