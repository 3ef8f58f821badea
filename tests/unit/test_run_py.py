"""run.py on machines where something is wrong: one line that says what, and no traceback."""

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from jigso_cms.local import environment, identity
from jigso_cms.local.environment import ROOT, data_directory, only_one, secret_key, socket_directory
from jigso_cms.local.errors import LocalError, plain_errors, telling_line
from jigso_cms.local.postgres import still_running


def run(*arguments: str, data: Path, version: str = "") -> subprocess.CompletedProcess[str]:
    """Run `run.py` as a reader would, with its data elsewhere."""
    code = f"import runpy, sys\n{version}\nsys.argv = ['run.py', *sys.argv[1:]]\n"
    code += f"runpy.run_path({str(ROOT / 'run.py')!r}, run_name='__main__')"
    told = {**os.environ, "JIGSO_DATA_DIR": str(data)}
    return subprocess.run([sys.executable, "-c", code, *arguments], env=told, capture_output=True, text=True)


def only_line(done: subprocess.CompletedProcess[str]) -> str:
    """Return what was said, which is one line, after a failure."""
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line


def test_an_old_python_is_told_which_one_is_needed(tmp_path: Path) -> None:
    done = run("demo", data=tmp_path, version="sys.version_info = (3, 10, 1); sys.version = '3.10.1 (old)'")
    assert only_line(done) == "Jig-so needs Python 3.11 or newer; this is 3.10.1."


def test_without_a_command_the_commands_are_listed(tmp_path: Path) -> None:
    done = run(data=tmp_path)
    assert done.returncode == 1
    assert "run.py demo" in done.stderr


def test_a_busy_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("demo", "--port", str(port), data=tmp_path)
    assert f"Port {port} is in use" in only_line(done)


def test_an_impossible_port_is_refused(tmp_path: Path) -> None:
    assert "no port 70000" in only_line(run("demo", "--port", "70000", data=tmp_path))


def test_a_place_that_cannot_be_a_directory_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    line = only_line(run("demo", "--port", "0", data=tmp_path / "file" / "data"))
    assert str(tmp_path / "file") in line


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_directory_without_permission_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert "permission denied" in only_line(run("demo", "--port", "0", data=tmp_path / "data"))


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "read-only"), (errno.EACCES, "permission denied")],
)
def test_errors_of_the_system_are_said_plainly(number: int, words: str) -> None:
    with pytest.raises(LocalError, match=words), plain_errors():
        raise OSError(number, os.strerror(number), "/a/place")


def test_a_data_directory_is_held_by_one_process(tmp_path: Path) -> None:
    with only_one(tmp_path) as first, only_one(tmp_path) as second:
        assert (first, second) == (True, False)
    with only_one(tmp_path) as again:
        assert again


def test_the_secret_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    key = secret_key(tmp_path)
    assert secret_key(tmp_path) == key
    assert len(key) > 50
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


def test_two_installations_have_different_keys(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    assert secret_key(tmp_path) != secret_key(tmp_path / "other")


def test_the_addresses_left_for_other_commands_are_private(tmp_path: Path) -> None:
    environment.remember_services(tmp_path, {"SECRET_KEY": "x"})
    assert (tmp_path / "services.json").stat().st_mode & 0o077 == 0
    assert environment.running_services(tmp_path) == {"SECRET_KEY": "x"}


def test_a_deep_checkout_gets_a_short_socket_path(tmp_path: Path) -> None:
    short = tmp_path / "s"
    assert socket_directory(Path("/a/short/one")) == Path("/a/short/one")
    found = socket_directory(short / ("x" * 120))
    assert len(bytes(found)) < 100
    assert socket_directory(short / ("x" * 120)) == found


def test_a_pid_file_left_by_a_power_cut_stops_nobody(tmp_path: Path) -> None:
    left = tmp_path / "postmaster.pid"
    assert not still_running(left)
    left.write_text("not a number\n")
    assert not still_running(left)
    left.write_text(f"{os.getpid()}\n")
    assert still_running(left)


def test_an_ordinary_user_runs_the_database_as_themselves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert identity.database_identity(tmp_path, tmp_path).options() == {}


def test_the_data_directory_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JIGSO_DATA_DIR", str(tmp_path / "deep" / "data"))
    assert data_directory() == tmp_path / "deep" / "data"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("creating\ncould not write: No space left on device\nremoving contents\n", "the disk is full"),
        ("LOG: starting\nFATAL: wrong version\nLOG: stopped\n", "FATAL: wrong version"),
        ("Traceback\n  File x\nValueError: of a kind\nHINT: none\n", "ValueError: of a kind"),
        ("something else\n\n", "something else"),
        ("", "it said nothing"),
    ],
)
def test_of_a_long_output_the_line_that_says_why_is_shown(said: str, told: str) -> None:
    assert telling_line(said) == told
