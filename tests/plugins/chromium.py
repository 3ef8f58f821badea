"""Chromium: the one that is there, or one that is fetched; never silently none."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class NoChromium(Exception):
    """The browser tests cannot run; they must not pass by being skipped."""


def find_or_install() -> str:
    """Return the path of a Chromium, installing one when there is none."""
    found = find()
    if found:
        return found
    with open(Path(tempfile.gettempdir()) / f"jigso-chromium-{os.geteuid()}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for attempt in (by_playwright, by_apt):
            if not find():
                attempt()
    found = find()
    if not found:
        raise NoChromium(
            "The browser tests need Chromium and none could be installed: "
            "install it (Debian: apt-get install chromium) or set CHROMIUM to its path."
        )
    return found


def find() -> str | None:
    """Return the path of $CHROMIUM, of the system's Chromium, or of Playwright's own."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given
    for name in NAMES:
        if path := shutil.which(name):
            return path
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    found = sorted(cache.glob("chromium-*/chrome-linux*/chrome"))
    return str(found[-1]) if found else None


def by_playwright() -> None:
    """Let Playwright fetch its Chromium."""
    print("Chromium is missing: trying `playwright install chromium`", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, timeout=600)


def by_apt() -> None:
    """Install Debian's package, as root: the browser without windows, or the whole one where there is no such."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "--quiet", "update"], check=False, env=quiet, timeout=900)
    for package in ("chromium-headless-shell", "chromium"):
        print(f"Chromium is missing: trying `apt-get install {package}`", file=sys.stderr)
        command = ["apt-get", "--quiet", "install", "--yes", "--no-install-recommends", package]
        if subprocess.run(command, check=False, env=quiet, timeout=900).returncode == 0:
            return


if __name__ == "__main__":
    try:
        print(f"Browser tests use {find_or_install()}")
    except NoChromium as error:
        sys.exit(str(error))
