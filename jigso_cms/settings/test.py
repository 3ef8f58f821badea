"""The tests: real services, started by tests.plugins.services."""

from jinja2 import FileSystemBytecodeCache

from jigso_cms.settings.base import *  # noqa: F403
from jigso_cms.settings.base import DATABASES, INSTALLED_APPS, TEMPLATES, env

# Two branches that each add a migration conflict in max_migration.txt, not in the database.
INSTALLED_APPS = [*INSTALLED_APPS, "django_linear_migrations"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Argon2 is slow on purpose; hundreds of people sign in here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# Every browser test signs in from one address.
ACCOUNT_RATE_LIMITS = {"login": "10000/m/ip", "login_failed": "10000/m/ip,5/5m/key"}
# Copied from a database that is migrated already (tests.plugins.template).
DATABASES["default"]["TEST"] = {"TEMPLATE": env.str("JIGSO_TEST_TEMPLATE", default=None)}
# What one process of a run has translated of the templates, the others need not translate again.
TEMPLATES[0]["OPTIONS"]["bytecode_cache"] = FileSystemBytecodeCache(env.str("JIGSO_TEST_SERVICES", default=None))
