"""A migrated cluster, made once for each state of the migrations and copied for each run.

Migrating from nothing takes many seconds, because Django renders all models again for each
operation. The result is kept in the data directory under a fingerprint of whatever could
change it, and Django copies the database in it for each of xdist's workers.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from jigso_cms.local.environment import ROOT
from jigso_cms.local.errors import LocalError
from jigso_cms.local.postgres import find_binaries, running_postgres
from jigso_cms.local.roles import address_for, ensure_database, ensure_roles
from jigso_cms.settings.databases import APPLICATION_ROLE, OWNER_ROLE

TEMPLATE = "jigso_template"
KEPT = 3


def place_cluster(target: Path, kept: Path) -> None:
    """Put a cluster with a migrated template database at `target`, from `kept` if it is there."""
    known = kept / fingerprint()
    if not (copied(known, target)):
        build(target)
        keep(target, known)


def copied(source: Path, target: Path) -> bool:
    """Copy a cluster with its owners; False when there is none or another run removes it."""
    if not source.is_dir():
        return False
    os.utime(source)
    done = subprocess.run(["cp", "-a", source, target], check=False, capture_output=True)
    if done.returncode != 0:
        shutil.rmtree(target, ignore_errors=True)
    return done.returncode == 0


def build(target: Path) -> None:
    """Make a cluster and migrate the template database as its owner."""
    with running_postgres(target, durable=False) as superuser:
        ensure_roles(superuser)
        ensure_database(superuser, TEMPLATE)
        let_owner_empty_tables(superuser)
        told = {
            "DATABASE_URL": address_for(superuser, role=APPLICATION_ROLE, database=TEMPLATE),
            "DATABASE_OWNER_URL": address_for(superuser, role=OWNER_ROLE, database=TEMPLATE),
            "REDIS_URL": "redis://unused.invalid",
            "SECRET_KEY": "only for the making of tables",
            "DJANGO_SETTINGS_MODULE": "jigso_cms.settings.test",
        }
        command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0", "--skip-checks"]
        done = subprocess.run(command, env={**os.environ, **told}, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise LocalError(f"The migrations do not run:\n{done.stderr}")


def let_owner_empty_tables(superuser: str) -> None:
    """Let the owner put triggers aside, which no real server should; see tests/plugins/emptying.py."""
    right = sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}").format(sql.Identifier(OWNER_ROLE))
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(right)


def keep(source: Path, known: Path) -> None:
    """Keep a copy for later runs, and no more than a few; a kept copy is only a convenience."""
    try:
        known.parent.mkdir(parents=True, exist_ok=True)
        unfinished = known.with_name(f"{known.name}.{os.getpid()}")
        if copied(source, unfinished):
            unfinished.rename(known)
        old = sorted(known.parent.iterdir(), key=lambda place: place.stat().st_mtime, reverse=True)
        for place in old[KEPT:]:
            shutil.rmtree(place, ignore_errors=True)
    except OSError:
        return


def fingerprint() -> str:
    """Return a hash of the migrations, of the code that runs with them and of PostgreSQL."""
    seen = hashlib.sha256(str(find_binaries()).encode() + str(os.geteuid()).encode())
    sources = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("activity/**/*.py"), *ROOT.glob("*/apps.py"), Path(__file__)]
    for source in [*sorted(sources), ROOT / "requirements" / "dev.txt"]:
        seen.update(source.read_bytes())
    return seen.hexdigest()[:24]
