"""Every address of the site; each app lists its own."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

APPS = ["ui", "activity", "accounts", "families", "referrals", "outcomes", "reporting"]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("jigso_cms.api_urls")),
    path("account/", include("accounts.sign_in_urls")),
    *(path("", include(f"{app}.urls")) for app in APPS if find_spec(f"{app}.urls")),
]
