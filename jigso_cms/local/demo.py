"""`run.py demo [--port N] [--reset]`: the whole product with demonstration data."""

import argparse
import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg

from jigso_cms.local.environment import data_directory, only_one, remember_services
from jigso_cms.local.errors import LocalError, telling_line
from jigso_cms.local.manage import manage
from jigso_cms.local.services import Part, Services, running_services
from jigso_cms.local.site import HOST, site_processes

PAUSE_BEFORE_RESTART = 3.0
"""Seconds between the death of a process and its next start."""


def run(arguments: list[str]) -> int:
    """Run the demo until Ctrl-C."""
    options = parsed(arguments)
    check_port(options.port)
    data = data_directory()
    with only_one(data) as alone:
        if not alone:
            raise LocalError(f"The demo or a command already runs on {data}.")
        if options.reset:
            forget(data)
        say("Starting PostgreSQL and the broker")
        with running_services(data) as services:
            remember_services(data, services.environment)
            prepare(services, data)
            serve(services, options.port, data)
    return 0


def parsed(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="run.py demo", description="Run Jig-so with demonstration data.")
    parser.add_argument("--port", type=int, default=8000, help="where the site listens (8000)")
    parser.add_argument("--reset", action="store_true", help="forget the demo's data and start afresh")
    return parser.parse_args(arguments)


def check_port(port: int) -> None:
    """Raise a LocalError when the site could not listen on `port` (1 to 65535)."""
    try:
        with socket.socket() as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            line.bind((HOST, port))
    except OverflowError as error:
        raise LocalError(f"There is no port {port}: choose one between 1024 and 65535.") from error
    except OSError as error:
        reason = "is in use" if error.errno == errno.EADDRINUSE else "may not be used"
        raise LocalError(f"Port {port} {reason}: choose another with --port.") from error


def forget(data: Path) -> None:
    """Remove the demo's own database, documents and broker data."""
    if os.environ.get("DATABASE_URL"):
        raise LocalError("--reset removes the demo's own database, not the one that DATABASE_URL names.")
    say("Forgetting the demo's data")
    for name in ("postgres", "broker", "documents"):
        if (data / name).exists():
            shutil.rmtree(data / name)


def prepare(services: Services, data: Path) -> None:
    """Bring the tables up to date as their owner and load the demonstration data."""
    steps = [("Preparing the tables", "migrate"), ("Loading the demonstration data", "load_demo")]
    for title, command in steps:
        say(title)
        done = manage([command], services.environment, output=subprocess.PIPE, group=0)
        (data / f"{command}.log").write_text(done.stdout)
        if done.returncode != 0:
            log = data / f"{command}.log"
            raise LocalError(f"{title} failed: {telling_line(done.stdout)} (all of it: {log})")
    analyse(services.environment.get("DATABASE_OWNER_URL", ""))


def analyse(owner_url: str) -> None:
    """Let PostgreSQL see how many rows came, or the first figures take minutes; it would only do so later.

    Only the owner of the tables may; without one, the server's own time comes within a minute or two.
    """
    if owner_url:
        with psycopg.connect(owner_url, autocommit=True) as connection:
            connection.execute("ANALYZE")


def serve(services: Services, port: int, data: Path) -> None:
    """Start the site, say where it is, and keep it running until Ctrl-C."""
    processes = site_processes(port, data, services.environment)
    try:
        say("Starting the site")
        for process in processes:
            process.start()
        print(f"\nJig-so runs at http://localhost:{port}/ (Ctrl-C stops it)\n", flush=True)
        manage(["demo_accounts"], services.environment, group=0)
        watch([*services.parts, *processes])
    finally:
        stop_all(processes)


def watch(parts: list[Part]) -> None:
    """Start again whatever dies, until interrupted."""
    while True:
        time.sleep(0.5)
        dead = [part for part in parts if part.child and part.child.process.poll() is not None]
        if dead:
            time.sleep(PAUSE_BEFORE_RESTART)
        for part in dead:
            say(f"{part.name} had ended; starting it again")
            part.start()


def stop_all(processes: Sequence[Part]) -> None:
    """Ask all to end at once, then wait for each; a second Ctrl-C does not interrupt that."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    say("Stopping")
    for process in processes:
        if process.child and process.child.process.poll() is None:
            process.child.process.terminate()
    for process in processes:
        process.stop()


def say(text: str) -> None:
    """Show progress."""
    print(f"· {text}", file=sys.stderr, flush=True)
