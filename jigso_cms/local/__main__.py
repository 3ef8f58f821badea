"""`python -m jigso_cms.local demo|test|manage`: what run.py hands over to."""

import importlib
import signal
import sys

from jigso_cms.local.errors import LocalError, plain_errors


def main() -> int:
    """Run one of the three commands; a LocalError is one line, Ctrl-C is silent."""
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, stop)
    command, arguments = sys.argv[1], sys.argv[2:]
    try:
        with plain_errors():
            status: int = importlib.import_module(f"jigso_cms.local.{command}").run(arguments)
            return status
    except LocalError as error:
        print(f"run.py {command}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def stop(*_: object) -> None:
    """Treat SIGTERM as Ctrl-C, so that everything is stopped on the way out."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
