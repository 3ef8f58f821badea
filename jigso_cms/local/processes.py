"""Child processes that never outlive their parent."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
NOBODY = 65534


@dataclass
class Child:
    """A running process and the signal that ends it in good order."""

    name: str
    process: subprocess.Popen[bytes]
    stop_signal: signal.Signals = signal.SIGTERM

    def stop(self, patience: float = 10.0) -> None:
        """Ask the process to end, and after `patience` seconds end its whole group."""
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


@dataclass(frozen=True)
class Identity:
    """As whom a process runs: ourselves, another user, or `nobody` of a user namespace."""

    uid: int | None = None
    gid: int | None = None
    mapped: bool = False

    def options(self) -> dict[str, object]:
        """Return what subprocess needs to start a process as this user."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


OURSELVES = Identity()


@dataclass
class Command:
    """What to start, and how."""

    name: str
    arguments: Sequence[str | Path]
    identity: Identity = OURSELVES
    stop_signal: signal.Signals = signal.SIGTERM
    env: Mapping[str, str] = field(default_factory=dict)
    log: Path | None = None


def start(command: Command) -> Child:
    """Start a process in a group of its own, so that Ctrl-C reaches only us, and we end it."""
    output = open(command.log, "ab") if command.log else None  # noqa: SIM115
    try:
        process = subprocess.Popen(
            [str(part) for part in command.arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            env={**os.environ, **command.env},
            process_group=0,
            preexec_fn=preparation(command.identity, command.stop_signal),
            **command.identity.options(),  # type: ignore[call-overload]
        )
    finally:
        if output:
            output.close()
    return Child(command.name, process, command.stop_signal)


def preparation(identity: Identity, death_signal: signal.Signals) -> Callable[[], None]:
    """Return what the child does before it becomes its program.

    On Linux the kernel sends it `death_signal` when its parent dies, even by kill -9.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def prepare() -> None:
        if identity.mapped:
            become_nobody(libc)
        if sys.platform == "linux":
            libc.prctl(PR_SET_PDEATHSIG, int(death_signal))
            if os.getppid() != parent:
                os._exit(1)

    return prepare


def become_nobody(libc: ctypes.CDLL) -> None:
    """Enter a user namespace in which root is called nobody.

    The files stay root's, so a program that refuses to run as root can still use a
    directory that only root may enter.
    """
    uid, gid = os.getuid(), os.getgid()
    if libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} {gid} 1")
