"""`run.py test [--full] …`: pytest; tests.plugins.services starts what the tests need."""

import os
import sys

from jigso_cms.local.environment import ROOT


def run(arguments: list[str]) -> int:
    """Become pytest, so that signals and the exit status are its own."""
    options = list(arguments)
    if "--full" in options:
        options.remove("--full")
        options += ["-m", ""]
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *options])
