"""Emptying the tables after a transactional test, in hundredths of a second.

Django truncates every table, filled or not, and makes content types and permissions again; with our
few hundred tables that takes most of a second for each test. Here the filled tables alone are emptied,
and what the migrations end with is left where it is.
"""

from functools import cache

from django.apps import apps
from django.db import connection, transaction
from django.db.utils import ProgrammingError

MADE_BY_MIGRATE = {"django_content_type", "auth_permission"}
"""Tables that every migration fills anew with the same rows."""

WITHOUT_TRIGGERS = "SET LOCAL session_replication_role = replica"
"""Neither the foreign keys nor the triggers that guard history stand in the way; a right given to the owner."""


def empty_filled_tables() -> bool:
    """Empty the tables that hold rows; False where this server does not let the owner do so."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_question())
            emptied = [f'DELETE FROM "{name}"' for (name,) in cursor.fetchall()]
            if emptied:
                cursor.execute("; ".join([WITHOUT_TRIGGERS, *emptied]))
    except ProgrammingError:
        return False
    return True


@cache
def _question() -> str:
    """Return the query for the names of all tables of the models in which a row stands."""
    models = apps.get_models(include_auto_created=True)
    tables = {model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy}
    asked = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in sorted(tables - MADE_BY_MIGRATE))
    return " UNION ALL ".join(asked)
