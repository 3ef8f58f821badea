"""The services of one data directory, and what a process must know to use them."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from jigso_cms.local.broker import Broker
from jigso_cms.local.environment import secret_key
from jigso_cms.local.postgres import running_postgres
from jigso_cms.local.roles import address_for, ensure_database, ensure_roles
from jigso_cms.settings.databases import APPLICATION_ROLE, OWNER_ROLE

DATABASE = "jigso"


@contextmanager
def running_services(data: Path, *, durable: bool = True) -> Iterator[dict[str, str]]:
    """Run the database and the broker on `data`; yields the environment that points at them.

    DATABASE_URL and REDIS_URL, when set, name servers that are used instead.
    """
    with ExitStack() as stack:
        environment = {"SECRET_KEY": os.environ.get("SECRET_KEY") or secret_key(data)}
        environment |= database_environment(stack, data, durable)
        environment["REDIS_URL"] = os.environ.get("REDIS_URL") or started_broker(stack, data).url
        yield environment


def database_environment(stack: ExitStack, data: Path, durable: bool) -> dict[str, str]:
    """Return the addresses of the application and of the owner."""
    given = os.environ.get("DATABASE_URL")
    if given:
        return {"DATABASE_URL": given, "DATABASE_OWNER_URL": os.environ.get("DATABASE_OWNER_URL") or given}
    superuser = stack.enter_context(running_postgres(data / "postgres", durable=durable))
    ensure_roles(superuser)
    ensure_database(superuser, DATABASE)
    return {
        "DATABASE_URL": address_for(superuser, role=APPLICATION_ROLE, database=DATABASE),
        "DATABASE_OWNER_URL": address_for(superuser, role=OWNER_ROLE, database=DATABASE),
    }


def started_broker(stack: ExitStack, data: Path) -> Broker:
    """Start a broker that stops with the stack."""
    broker = Broker(data / "broker")
    stack.callback(broker.stop)
    broker.start()
    return broker
