"""Two database roles: the application runs as one that cannot alter what is remembered."""

from typing import Any

import environ

APPLICATION_ROLE = "jigso_app"
OWNER_ROLE = "jigso_owner"


def database(url: str) -> dict[str, Any]:
    """Return Django's settings for a PostgreSQL address.

    `?host=/directory` names a Unix socket, as libpq reads it; other query parameters are
    handed to the driver.
    """
    found: dict[str, Any] = environ.Env.db_url_config(url)
    options = found.setdefault("OPTIONS", {})
    found["HOST"] = options.pop("host", found.get("HOST") or "")
    found["ATOMIC_REQUESTS"] = True
    return found


def chosen(env: environ.Env) -> dict[str, Any]:
    """Return the database as the application, or as its owner where tables are changed."""
    application = env.str("DATABASE_URL")
    if env.str("JIGSO_DATABASE_ROLE", "application") == "owner":
        return database(env.str("DATABASE_OWNER_URL", application))
    return database(application)
