"""The owner, who makes tables, and the application, which may not alter what is remembered."""

from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from jigso_cms.local.errors import LocalError
from jigso_cms.settings.databases import APPLICATION_ROLE, OWNER_ROLE


def ensure_roles(superuser_url: str) -> None:
    """Create both roles where they are missing; the owner may act as the application."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        for role in (OWNER_ROLE, APPLICATION_ROLE):
            found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            if not found:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        owner, application = sql.Identifier(OWNER_ROLE), sql.Identifier(APPLICATION_ROLE)
        connection.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(owner))
        connection.execute(sql.SQL("GRANT {} TO {}").format(application, owner))


def ensure_application_role(owner_url: str) -> str:
    """Return the address of a given server as the application's role.

    The role is made where it is missing, and the given user enters it at each connection.
    """
    role = sql.Identifier(APPLICATION_ROLE)
    try:
        with psycopg.connect(owner_url, autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION_ROLE])
            if not found.fetchone():
                connection.execute(sql.SQL("CREATE ROLE {}").format(role))
            connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise LocalError(f"DATABASE_URL: {reason} (or name both roles: see DATABASE_OWNER_URL).") from error
    joint = "&" if "?" in owner_url else "?"
    return f"{owner_url}{joint}options=-crole%3D{APPLICATION_ROLE}"


def ensure_database(superuser_url: str, name: str) -> None:
    """Create the owner's database where it is missing."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not found:
            statement = sql.SQL("CREATE DATABASE {} OWNER {}")
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(OWNER_ROLE)))


def drop_database(superuser_url: str, name: str) -> None:
    """Remove the database with all that is in it, whoever is connected."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def address_for(url: str, *, role: str, database: str) -> str:
    """Return the address of the same server for another role and database."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    query = urlencode(parse_qsl(parts.query), quote_via=quote, safe="/")
    return urlunsplit((parts.scheme, f"{role}@{place}", f"/{database}", query, ""))
