"""The demo on one's own machine. jigso_cms.local sets the addresses and the key."""

from jigso_cms.settings.base import *  # noqa: F403

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
# Everybody's password is printed: only here may load_demo and demo_accounts run.
DEMO = True
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
WHITENOISE_USE_FINDERS = True
