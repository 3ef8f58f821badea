"""Photographs every page of the site in the demonstration, on a phone and on a desk.

    make pictures                                     # a fresh demonstration, every page, and the index
    .venv/bin/python -m tests.browser.shoot case visit    # only these pictures
    JIGSO_DATA_DIR=… .venv/bin/python -m tests.browser.shoot --site http://localhost:8000 …

The last uses the demonstration that runs on that data directory. It ends with 1 and names what has no picture.
The pictures stand in docs/screenshots, tests/browser/tour.py says of what.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from jigso_cms.local.environment import ROOT, data_directory, running_services
from jigso_cms.local.manage import SETTINGS

PATIENCE = 1200
"""Seconds that a fresh demonstration may take until it answers."""


def main() -> int:
    """Photograph what is asked for; everything, where nothing is named."""
    options = parsed()
    with site(options.site) as address:
        import django

        django.setup()
        from tests.browser.photographer import photograph

        return photograph(address, set(options.names))


def parsed() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="tests.browser.shoot", description="Photograph the pages of the site.")
    parser.add_argument("--site", default="", help="a demonstration that runs already (its data: JIGSO_DATA_DIR)")
    parser.add_argument("names", nargs="*", help="names of pictures, without -phone or -desk")
    return parser.parse_args()


@contextmanager
def site(running: str) -> Iterator[str]:
    """The address of a demonstration whose database this process can read too: a fresh one, or ``running``."""
    if running:
        know(data_directory(), running)
        yield running
        return
    data = Path(tempfile.mkdtemp(prefix="jigso-pictures-"))
    os.environ["JIGSO_DATA_DIR"] = str(data)
    port = free_port()
    command = [sys.executable, str(ROOT / "run.py"), "demo", "--port", str(port)]
    with open(data / "demo.log", "w") as log:
        demo = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for_line(data / "demo.log", "Jig-so runs at", demo)
        know(data, f"http://localhost:{port}")
        yield f"http://localhost:{port}"
    finally:
        demo.terminate()
        demo.wait(60)
        shutil.rmtree(data, ignore_errors=True)


def know(data: Path, address: str) -> None:
    """Let this process read the demonstration's database, from within Playwright's loop as well."""
    os.environ |= running_services(data)
    os.environ |= {"DJANGO_SETTINGS_MODULE": SETTINGS, "DJANGO_ALLOW_ASYNC_UNSAFE": "1", "SITE_URL": address}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def wait_for_line(log: Path, words: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a process has written something. Exits with its last words where it ends or takes too long."""
    ends = time.monotonic() + PATIENCE
    while words not in log.read_text():
        if process.poll() is not None or time.monotonic() > ends:
            sys.exit(f"The demonstration did not start:\n{log.read_text()[-2000:]}")
        time.sleep(0.5)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main())
