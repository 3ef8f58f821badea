"""The site's own processes: web server, worker, and the clock of the jobs."""

import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from jigso_cms.local.manage import SETTINGS
from jigso_cms.local.processes import Child, Command, start
from jigso_cms.local.waiting import wait_until

HOST = "127.0.0.1"


class SiteProcess:
    """A Python process of the site, told of the services by its environment."""

    def __init__(self, name: str, arguments: list[str], log: Path, environment: Mapping[str, str]) -> None:
        self.name = name
        self.child: Child | None = None
        self.command = Command(
            name,
            [sys.executable, "-m", *arguments],
            env={**environment, "DJANGO_SETTINGS_MODULE": SETTINGS},
            log=log,
        )

    def start(self) -> None:
        """Start the process."""
        self.child = start(self.command)

    def stop(self) -> None:
        """Stop the process, letting it finish what it has in hand."""
        if self.child:
            self.child.stop()


class WebServer(SiteProcess):
    """Gunicorn with threads, on this machine only."""

    def __init__(self, port: int, data: Path, environment: Mapping[str, str]) -> None:
        self.port = port
        arguments = ["gunicorn", "jigso_cms.wsgi", "--bind", f"{HOST}:{port}", "--worker-class", "gthread"]
        arguments += ["--workers", "2", "--threads", "4", "--access-logfile", "-", "--no-control-socket"]
        super().__init__("The web server", arguments, data / "web.log", environment)

    def start(self) -> None:
        """Start the server and return when it takes connections."""
        super().start()
        if self.child and self.command.log:
            wait_until(self.answers, self.child, self.command.log)

    def answers(self) -> bool:
        """Say whether somebody listens on the port."""
        try:
            socket.create_connection((HOST, self.port), timeout=2).close()
        except OSError:
            return False
        return True


def site_processes(port: int, data: Path, environment: Mapping[str, str]) -> list[SiteProcess]:
    """Return the three processes of the site, logging into `data`."""
    celery = ["celery", "--app", "jigso_cms", "--quiet"]
    worker = [*celery, "worker", "--loglevel", "INFO", "--concurrency", "2", "--without-mingle"]
    beat = [*celery, "beat", "--loglevel", "INFO", "--schedule", str(data / "beat"), "--pidfile", ""]
    return [
        WebServer(port, data, environment),
        SiteProcess("The worker", [*worker, "--without-gossip"], data / "worker.log", environment),
        SiteProcess("The jobs' clock", beat, data / "beat.log", environment),
    ]
