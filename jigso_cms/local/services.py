"""The services of one data directory, and what a process must know to use them."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from jigso_cms.local.broker import Broker
from jigso_cms.local.environment import secret_key
from jigso_cms.local.postgres import Postgres
from jigso_cms.local.processes import Child
from jigso_cms.local.roles import address_for, ensure_application_role, ensure_database, ensure_roles
from jigso_cms.settings.databases import APPLICATION_ROLE, OWNER_ROLE

DATABASE = "jigso"


class Part(Protocol):
    """A process of ours that can be started again when it has died."""

    name: str
    child: Child | None

    def start(self) -> None:
        """Start it and return when it is ready."""

    def stop(self) -> None:
        """Stop it in good order."""


@dataclass
class Services:
    """What runs, and the environment variables that point at it."""

    environment: dict[str, str] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)


@contextmanager
def running_services(data: Path, *, durable: bool = True) -> Iterator[Services]:
    """Run the database and the broker on `data`, and stop them afterwards.

    DATABASE_URL and REDIS_URL, when set, name servers that are used instead.
    """
    services = Services(
        {
            "SECRET_KEY": os.environ.get("SECRET_KEY") or secret_key(data),
            "DOCUMENTS_DIR": os.environ.get("DOCUMENTS_DIR") or str(data / "documents"),
        }
    )
    with ExitStack() as stack:
        add_database(services, stack, data, durable)
        add_broker(services, stack, data)
        yield services


def add_database(services: Services, stack: ExitStack, data: Path, durable: bool) -> None:
    """Take the given database, or run one with both roles and the site's database."""
    given = os.environ.get("DATABASE_URL")
    if given:
        owner = os.environ.get("DATABASE_OWNER_URL")
        services.environment |= {
            "DATABASE_URL": given if owner else ensure_application_role(given),
            "DATABASE_OWNER_URL": owner or given,
        }
        return
    server = Postgres(data / "postgres", durable=durable)
    run_part(services, stack, server)
    ensure_roles(server.url)
    ensure_database(server.url, DATABASE)
    services.environment |= {
        "DATABASE_URL": address_for(server.url, role=APPLICATION_ROLE, database=DATABASE),
        "DATABASE_OWNER_URL": address_for(server.url, role=OWNER_ROLE, database=DATABASE),
    }


def add_broker(services: Services, stack: ExitStack, data: Path) -> None:
    """Take the given broker, or run one."""
    given = os.environ.get("REDIS_URL")
    if given:
        services.environment["REDIS_URL"] = given
        return
    broker = Broker(data / "broker")
    run_part(services, stack, broker)
    services.environment["REDIS_URL"] = broker.url


def run_part(services: Services, stack: ExitStack, part: Part) -> None:
    """Start a part that stops with the stack."""
    services.parts.append(part)
    stack.callback(part.stop)
    part.start()
