"""The demo from outside: it starts, answers, and leaves nothing behind however it ends."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from jigso_cms.local.environment import ROOT
from tests.plugins.worker import eventually

pytestmark = [pytest.mark.full, pytest.mark.xdist_group("demo")]
OF_THE_TESTS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "JIGSO_DATABASE_ROLE", "SECRET_KEY")
PATIENCE = 900
"""Seconds until a demo has started, or ended."""


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """Give a data directory that the database's user can reach."""
    with tempfile.TemporaryDirectory(prefix="jigso-demo-") as place:
        Path(place).chmod(0o711)
        yield Path(place)


def surroundings(data: Path) -> dict[str, str]:
    """Return the environment of a reader's shell, without what the tests have set."""
    kept = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
    return {**kept, "JIGSO_DATA_DIR": str(data), "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def port() -> int:
    """Give a port that was free a moment ago."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        found: int = line.getsockname()[1]
    return found


def started(data: Path, port: int) -> subprocess.Popen[bytes]:
    """Start the demo and return when it answers."""
    command = [sys.executable, str(ROOT / "run.py"), "demo", "--port", str(port)]
    demo = subprocess.Popen(command, env=surroundings(data), start_new_session=True, preexec_fn=hear_ctrl_c)

    def answers() -> bool:
        assert demo.poll() is None
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5) as page:
                return page.read() == b"ok"
        except OSError:
            return False

    eventually(answers, "the demo's first page", patience=PATIENCE)
    return demo


def hear_ctrl_c() -> None:
    """As a terminal starts it. A suite in the background of a shell has Ctrl-C ignored, and hands that on."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def ended(demo: subprocess.Popen[bytes], how: signal.Signals = signal.SIGINT) -> None:
    """Ask the demo to end, and wait until it has."""
    demo.send_signal(how)
    demo.wait(timeout=PATIENCE)


def left_behind(data: Path) -> list[str]:
    """List the processes that were told of the data directory, or run on it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            known = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        except OSError:
            continue
        if bytes(data) in known:
            found.append((process / "cmdline").read_text().replace("\0", " "))
    return found


def broker_of(data: Path) -> int:
    """Return the process of the demo's broker."""
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        if bytes(data / "broker-socket") in place.read_bytes():
            return int(place.parent.name)
    raise AssertionError("the broker does not run")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_behind(data: Path, port: int, how: signal.Signals) -> None:
    demo = started(data, port)
    assert len(left_behind(data)) > 5
    ended(demo, how)
    eventually(lambda: not left_behind(data), "the end of all processes")


def test_a_second_demo_on_the_same_data_is_refused_and_commands_use_the_first(data: Path, port: int) -> None:
    demo = started(data, port)
    try:
        run = [sys.executable, str(ROOT / "run.py")]
        second = subprocess.run([*run, "demo", "--port", "0"], env=surroundings(data), capture_output=True, text=True)
        assert second.returncode == 1
        assert "already runs" in second.stderr
        command = subprocess.run([*run, "manage", "showmigrations", "activity"], env=surroundings(data))
        assert command.returncode == 0
    finally:
        ended(demo)


def test_a_dead_broker_is_started_again(data: Path, port: int) -> None:
    demo = started(data, port)
    try:
        (data / "broker.log").write_text("")
        os.kill(broker_of(data), signal.SIGKILL)
        eventually(lambda: "Ready to accept" in (data / "broker.log").read_text(), "the broker's return")
    finally:
        ended(demo)
