"""Where the demo keeps its data, and what its processes are told."""

import fcntl
import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jigso_cms.local.errors import LocalError

ROOT = Path(__file__).resolve().parents[2]
LONGEST_SOCKET_PATH = 100
"""Bytes; the kernel allows 107, and PostgreSQL adds `/.s.PGSQL.5432` to its directory."""


def data_directory() -> Path:
    """Return the directory of the demo's data: JIGSO_DATA_DIR, or `.local` of the checkout."""
    place = Path(os.environ.get("JIGSO_DATA_DIR") or ROOT / ".local").absolute()
    place.mkdir(parents=True, exist_ok=True)
    probe = place / ".writable"
    probe.write_text("")
    probe.unlink()
    return place


def secret_key(data: Path) -> str:
    """Return the key of this installation, made on the first start and readable by its owner."""
    place = data / "secret.key"
    if not place.exists():
        write_private(place, secrets.token_urlsafe(50))
    return place.read_text()


def write_private(place: Path, text: str) -> None:
    """Write a file that only its owner may read."""
    with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)


def socket_directory(wanted: Path) -> Path:
    """Return a directory for a Unix socket whose path the kernel accepts.

    Paths of sockets are limited to about a hundred bytes: a deep checkout gets a directory
    under the temporary directory, named after its path so that a restart finds it again.
    """
    if len(bytes(wanted)) + len("/.s.PGSQL.5432") <= LONGEST_SOCKET_PATH:
        return wanted
    name = hashlib.sha256(bytes(wanted)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"jigso-{os.geteuid()}-{name}"


@contextmanager
def only_one(data: Path) -> Iterator[bool]:
    """Hold the data directory; yields False when another process of ours holds it."""
    with open(data / "lock", "a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def remember_services(data: Path, addresses: dict[str, str]) -> None:
    """Leave the addresses of the running services for `run.py manage`."""
    write_private(data / "services.json", json.dumps(addresses, indent=1))


def running_services(data: Path) -> dict[str, str]:
    """Return the addresses that the running demo has left."""
    try:
        found: dict[str, str] = json.loads((data / "services.json").read_text())
    except (OSError, ValueError) as error:
        raise LocalError(f"Another start is under way in {data}; try again in a moment.") from error
    return found
