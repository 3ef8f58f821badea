"""A server behind a proxy that ends TLS. Everything secret comes from the environment."""

from jigso_cms.settings.base import *  # noqa: F403
from jigso_cms.settings.base import ALLOWED_HOSTS, DATABASES, STORAGES, env

# The health check asks from inside the container.
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "localhost"]

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Failed sign-ins are counted by the address that the proxy names, not by the proxy's own: else ten
# wrong passwords of one stranger would lock everybody out.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# Each new connection is a process for PostgreSQL to start, and a page needs one at once: a thread keeps its own
# for ten minutes, and looks whether it still lives (a failover) before it asks. As many stay open as there are
# threads in all web processes together; where a pooler stands in front and keeps them, set 0.
DATABASES = {
    "default": {
        **DATABASES["default"],
        "CONN_MAX_AGE": env.int("DATABASE_CONN_MAX_AGE", default=600),
        "CONN_HEALTH_CHECKS": True,
    }
}
# Shared by all web processes, for rate limits; in the database, so that Redis may be down.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "jigso_cache",
    }
}
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
vars().update(env.email("EMAIL_URL", default="smtp://localhost:25"))
