"""`run.py manage COMMAND …`: a management command on the demo's services."""

import os
import subprocess
import sys

from jigso_cms.local import environment
from jigso_cms.local.environment import ROOT, data_directory, only_one
from jigso_cms.local.services import running_services


def run(arguments: list[str]) -> int:
    """Run the command on the running demo, or on services started for it alone."""
    data = data_directory()
    with only_one(data) as alone:
        if not alone:
            return manage(arguments, environment.running_services(data))
        with running_services(data) as addresses:
            environment.remember_services(data, addresses)
            return manage(arguments, addresses)


def manage(arguments: list[str], addresses: dict[str, str]) -> int:
    """Run `manage.py` with the terminal's own input and output; returns its exit status."""
    told = {**os.environ, "DJANGO_SETTINGS_MODULE": "jigso_cms.settings.local", **addresses}
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, env=told, check=False).returncode
