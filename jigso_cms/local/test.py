"""`run.py test [--full] …`: pytest; tests.plugins.services starts what the tests need."""

import os
import sys

from jigso_cms.local.environment import ROOT, data_directory


def run(arguments: list[str]) -> int:
    """Become pytest, so that signals and the exit status are its own."""
    options = list(arguments)
    if "--full" in options:
        options.remove("--full")
        options += ["-m", ""]
    os.chdir(ROOT)
    os.execve(sys.executable, [sys.executable, "-m", "pytest", *options], with_bytecode_kept(dict(os.environ)))


def with_bytecode_kept(environment: dict[str, str]) -> dict[str, str]:
    """Keep what is compiled, where nothing may be written beside the sources: many processes need the same."""
    if environment.pop("PYTHONDONTWRITEBYTECODE", ""):
        environment.setdefault("PYTHONPYCACHEPREFIX", str(data_directory() / "bytecode"))
    return environment
