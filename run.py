#!/usr/bin/env python3
"""Jig-so on a machine that has only Python 3.11 with venv.

python3 run.py demo [--port N] [--reset]     the product with demonstration data
python3 run.py test [--full] [PYTEST ARGS]   the tests, on real services
python3 run.py manage COMMAND ...            a management command on the demo's data
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
COMMANDS = ("demo", "test", "manage")


def main() -> None:
    """Install what is locked, then hand over to the module that starts the services."""
    if sys.version_info < (3, 11):
        sys.exit(f"Jig-so needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__.strip())
    try:
        python = installed_python()
    except KeyboardInterrupt:
        sys.exit(130)
    except subprocess.CalledProcessError as error:
        sys.exit(f"Installing the dependencies failed: {error.cmd[0]} ended with {error.returncode}.")
    except OSError as error:
        sys.exit(f"Installing the dependencies failed: {error.filename or ENVIRONMENT}: {error.strerror}.")
    os.chdir(ROOT)
    os.execv(python, [str(python), "-m", "jigso_cms.local", *sys.argv[1:]])


def installed_python() -> Path:
    """Return the Python of `.venv`, made or renewed when the lock file has changed."""
    python = ENVIRONMENT / "bin" / "python"
    stamp = ENVIRONMENT / "installed"
    wanted = [sys.version, str(ROOT), fingerprint()]
    known = stamp.read_text().split("\0") if os.access(python, os.X_OK) and stamp.exists() else []
    if known == wanted:
        return python
    uv = installed_uv()
    if known[:2] != wanted[:2]:
        say("Making the environment .venv")
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        ENVIRONMENT.mkdir(exist_ok=True)  # says what is wrong in fewer words than uv
        run(uv, "venv", "--quiet", "--python", sys.executable, ENVIRONMENT)
    say("Installing the locked dependencies (once; a minute on a slow line)")
    run(
        uv,
        "pip",
        "sync",
        "--quiet",
        "--require-hashes",
        "--python",
        python,
        ROOT / "requirements" / "dev.txt",
    )
    stamp.write_text("\0".join(wanted))
    return python


def installed_uv() -> Path:
    """Return uv, installed with pip into a small environment of its own."""
    home = ROOT / ".local" / "uv"
    uv = home / "bin" / "uv"
    if not uv.exists():
        say("Installing uv")
        try:
            venv.create(home, with_pip=True, clear=True)
        except subprocess.CalledProcessError as error:
            if b"No space left" in (error.output or b""):
                sys.exit(f"Installing the dependencies failed: {home}: the disk is full.")
            sys.exit("Python's venv module cannot install pip (Debian: apt-get install python3-venv).")
        lock = ROOT / "requirements" / "uv.txt"
        run(home / "bin" / "python", "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock)
    return uv


def fingerprint() -> str:
    """Return the hash of the lock file."""
    return hashlib.sha256((ROOT / "requirements" / "dev.txt").read_bytes()).hexdigest()


def run(*command: object) -> None:
    """Run a command, trusting the certificates of the system (council and hospital proxies)."""
    surroundings = {"UV_SYSTEM_CERTS": "1", **os.environ}
    subprocess.run([str(part) for part in command], check=True, env=surroundings)


def say(text: str) -> None:
    """Show progress."""
    print(f"· {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
