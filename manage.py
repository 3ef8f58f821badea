#!/usr/bin/env python
"""Django's command line. Commands that change tables run as the owner of the database."""

import os
import sys

OWNER_COMMANDS = {"migrate", "createcachetable", "flush", "pgtrigger"}


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jigso_cms.settings.local")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ["JIGSO_DATABASE_ROLE"] = "owner"
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
