"""Waiting for a service, without waiting for one that has died."""

import time
from collections.abc import Callable
from pathlib import Path

from jigso_cms.local.errors import LocalError, telling_line
from jigso_cms.local.processes import Child

PATIENCE = 60.0
"""Seconds; a crash recovery after a power cut may take a while."""


def wait_until(ready: Callable[[], bool], child: Child, log: Path) -> None:
    """Return when `ready` says so; LocalError when the process ends first or time runs out."""
    deadline = time.monotonic() + PATIENCE
    while not ready():
        if child.process.poll() is not None:
            raise LocalError(f"{child.name} did not start: {telling_line(log.read_text(errors='replace')[-4000:])}")
        if time.monotonic() > deadline:
            child.stop()
            raise LocalError(f"{child.name} did not answer within {PATIENCE:.0f} seconds: see {log}.")
        time.sleep(0.05)


def wait_for_end(running: Callable[[], bool]) -> None:
    """Wait for a process of an earlier run, whose parent was killed a moment ago."""
    deadline = time.monotonic() + PATIENCE
    while running() and time.monotonic() < deadline:
        time.sleep(0.1)
