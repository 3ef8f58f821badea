"""What every environment shares."""

from pathlib import Path
from typing import Any

import environ
import pghistory

from jigso_cms.settings.databases import chosen
from jigso_cms.settings.jobs import *  # noqa: F403
from jigso_cms.settings.jobs import broker_address
from jigso_cms.settings.security import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

SECRET_KEY = env.str("SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
ROOT_URLCONF = "jigso_cms.urls"
WSGI_APPLICATION = "jigso_cms.wsgi.application"

INSTALLED_APPS = [
    "jigso_cms.apps.SiteConfig",
    "reporting",
    "outcomes",
    "referrals",
    "families",
    "accounts",
    "activity",
    "ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "django_htmx",
    "csp",
]


MIDDLEWARE = [
    "ui.middleware.DatabaseDownMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "ui.middleware.LargestRequestMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.credential_middleware.CredentialMiddleware",
    "activity.middleware.ActingMiddleware",
    "activity.middleware.DraftRescueMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "accounts.middleware.PrivatePagesMiddleware",
    "accounts.middleware.DeclaredAccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "families.middleware.MergedAddressMiddleware",
]

CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.template.context_processors.i18n",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "csp.context_processors.nonce",
    "ui.context.shell",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "ui.jinja.environment",
            "context_processors": CONTEXT_PROCESSORS,
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": CONTEXT_PROCESSORS},
    },
]

DATABASES = {"default": chosen(env)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL")
CELERY_BROKER_URL = broker_address(REDIS_URL)
# Not Redis: pages work while the broker is down.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# History rows stand alone: who acted is copied into each, and nothing they describe holds them.
# Read by row and by moment (activity.history asks for those), so other keys cost no index.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
PGHISTORY_CREATED_AT_FUNCTION = "clock_timestamp()"
# Triggers are installed from the models after every migrate: as migration operations each of them
# rebuilds the migration state, which made the first start take minutes instead of seconds.
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = True

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en", "English"), ("cy", "Cymraeg")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [path for path in [BASE_DIR / "static"] if path.is_dir()]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# What partners' systems may ask and send; a referral has some 3 KB.
API_REQUESTS_A_MINUTE = env.int("API_REQUESTS_A_MINUTE", default=300)
CALENDAR_REQUESTS_AN_HOUR = env.int("CALENDAR_REQUESTS_AN_HOUR", default=60)
API_LARGEST_BODY = env.int("API_LARGEST_BODY", default=64 * 1024)

# Files of referrals; kept in the database while they wait, so none is put on a disk on its way.
UPLOAD_MOST_BYTES = 10 * 1024 * 1024
UPLOAD_MOST_ROWS = 10_000
# Documents of cases: one file, and where they are kept; no address leads there but through the gate.
# Several web servers share that directory, or name another store under STORAGES.
DOCUMENT_MOST_BYTES = env.int("DOCUMENT_MOST_BYTES", default=10 * 1024 * 1024)
DOCUMENTS_DIR = env.path("DOCUMENTS_DIR", default=str(BASE_DIR / ".local" / "documents"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "documents": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": str(DOCUMENTS_DIR),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}
# ClamAV's daemon, as /run/clamav/clamd.ctl or host:3310; empty: files are not looked at for viruses.
CLAMD = env.str("CLAMD", default="")
FILE_UPLOAD_MAX_MEMORY_SIZE = max(UPLOAD_MOST_BYTES, DOCUMENT_MOST_BYTES) + 1024
# A request that says that it is longer is refused before a byte of it is read.
REQUEST_MOST_BYTES = max(UPLOAD_MOST_BYTES, DOCUMENT_MOST_BYTES) + 5 * 1024 * 1024

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api_access.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api_access.DeclaredPermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["accounts.api_parsing.JSONParser"],
    "EXCEPTION_HANDLER": "accounts.api.problem_response",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {"TITLE": "Jig-so", "VERSION": "1", "SERVE_INCLUDE_SCHEMA": False}

# Where the site is, as written in e-mails.
SITE_URL = env.str("SITE_URL", default="http://localhost:8000")
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"pgtrigger": {"level": "WARNING"}},
}
