"""As whom PostgreSQL runs: it refuses root, so root lends it to another user."""

import os
import pwd
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

from jigso_cms.local.errors import LocalError
from jigso_cms.local.processes import OURSELVES, Identity, preparation

USERS = ("postgres", "nobody")


def database_identity(data: Path, binaries: Path) -> Identity:
    """Return a user other than root who can reach the data and the binaries.

    Whoever owns the data already is preferred. In a directory that only root may enter
    (a private home) it is root itself under another name, in a user namespace.
    """
    if os.geteuid() != 0:
        return OURSELVES
    for identity in candidates(data):
        if reaches(identity, data, binaries):
            return identity
    raise LocalError(
        f"PostgreSQL does not run as root and no other user can enter {data}: "
        "set JIGSO_DATA_DIR to a directory that others may enter, or run as an ordinary user."
    )


def candidates(data: Path) -> Iterator[Identity]:
    """List whom to try, in order: the owner of the data or of the checkout, others, ourselves."""
    mapped = Identity(mapped=True)
    owners = [place.stat().st_uid for place in (data, Path(__file__)) if place.exists()]
    if (data / "PG_VERSION").exists():
        yield mapped if owners[0] == 0 else known(owners[0])
        return
    yield from (known(uid) for uid in owners if uid != 0)
    for name in USERS:
        try:
            yield known(pwd.getpwnam(name).pw_uid)
        except KeyError:
            continue
    yield mapped


def known(uid: int) -> Identity:
    """Return the user with their main group."""
    try:
        return Identity(uid, pwd.getpwuid(uid).pw_gid)
    except KeyError:
        return Identity(uid, uid)


def reaches(identity: Identity, data: Path, binaries: Path) -> bool:
    """Say whether the user can enter the directory of the data and read the binaries."""
    command = ["/bin/sh", "-c", 'test -x "$1" && test -r "$2/initdb"', "sh", str(data.parent), str(binaries)]
    try:
        done = subprocess.run(
            command,
            check=False,
            capture_output=True,
            preexec_fn=preparation(identity, signal.SIGKILL),
            **identity.options(),  # type: ignore[call-overload]
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
