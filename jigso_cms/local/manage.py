"""`run.py manage COMMAND …`: a management command on the demo's services."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping

from jigso_cms.local import environment
from jigso_cms.local.environment import ROOT, data_directory, only_one
from jigso_cms.local.processes import OURSELVES, preparation
from jigso_cms.local.services import running_services

SETTINGS = "jigso_cms.settings.local"


def run(arguments: list[str]) -> int:
    """Run the command on the running demo, or on services started for it alone."""
    data = data_directory()
    with only_one(data) as alone:
        if not alone:
            return manage(arguments, environment.running_services(data)).returncode
        with running_services(data) as services:
            environment.remember_services(data, services.environment)
            return manage(arguments, services.environment).returncode


def manage(
    arguments: list[str],
    addresses: Mapping[str, str],
    *,
    output: int | None = None,
    group: int | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `manage.py` with the terminal's own input and output, or with `output` captured.

    In a process group of its own (`group=0`) it does not see Ctrl-C; it is ended with us.
    """
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS, **addresses},
        check=False,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        text=True,
        process_group=group,
        preexec_fn=preparation(OURSELVES, signal.SIGKILL),
    )
