"""What the application's own database role may do: nothing to the past.

Migrations run as the owner of the tables; pages and jobs run as another role, which may
add to the history and to the read log and read them, but not alter, delete or truncate.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import connections
from psycopg import sql

from activity.history import event_tables
from activity.models.access_entry import AccessEntry

APP_ROLE = "jigso_app"


def app_role() -> str:
    """Return the name of the application's database role."""
    return getattr(settings, "JIGSO_APP_ROLE", APP_ROLE)


def append_only_tables() -> list[str]:
    """Return the tables to which the application may only add rows."""
    return [*event_tables(), AccessEntry._meta.db_table]


def grant_to_app_role(using: str = "default", **_: Any) -> bool:
    """Grant the application's role what it needs, as the owner, after each migration.

    Returns False, having done nothing, where the role does not exist or is the owner.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user FROM pg_roles WHERE rolname = %s", [app_role()])
        found = cursor.fetchone()
        if found is None or found[0] == app_role():
            return False
        role = sql.Identifier(app_role())
        existing = set(connection.introspection.table_names(cursor))
        for statement in _statements(role, existing):
            cursor.execute(statement)
    return True


def _statements(role: sql.Identifier, existing: set[str]) -> list[sql.Composed]:
    guarded = [name for name in append_only_tables() if name in existing]
    read_only = [name for name in ("django_migrations", "pghistory_context") if name in existing]
    return [
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role),
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(role),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(role),
        sql.SQL("REVOKE TRUNCATE, REFERENCES, TRIGGER ON ALL TABLES IN SCHEMA public FROM {}").format(role),
        *_revoke("UPDATE, DELETE", guarded, role),
        *_revoke("INSERT, UPDATE, DELETE", read_only, role),
    ]


def _revoke(rights: str, tables: Iterable[str], role: sql.Identifier) -> list[sql.Composed]:
    statement = sql.SQL("REVOKE {} ON {} FROM {}")
    return [statement.format(sql.SQL(rights), sql.Identifier(table), role) for table in tables]
