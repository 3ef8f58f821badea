"""Every address of the site; each app lists its own."""

from django.urls import URLPattern, URLResolver, include, path

from accounts.access import public, signed_in
from accounts.views.language import switch_language
from jigso_cms.health import health
from jigso_cms.home import home
from ui import views as ui_views

# The bottom room knows no roles, so the site says who may open its pages.
public(ui_views.help_page)
public(ui_views.accessibility)
signed_in(ui_views.gallery)

APPS = ["ui", "accounts", "families", "referrals", "outcomes", "reporting"]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("health/", health, name="health"),
    path("api/v1/", include("jigso_cms.api_urls")),
    path("account/", include("accounts.sign_in_urls")),
    path("language/", switch_language, name="set_language"),
    *(path("", include(f"{app}.urls")) for app in APPS),
]

handler400 = "ui.views.bad_request"
handler403 = "ui.views.forbidden"
handler404 = "ui.views.not_found"
handler429 = "ui.views.too_many"
handler500 = "ui.views.server_error"
