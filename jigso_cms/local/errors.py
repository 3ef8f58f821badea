"""What may go wrong on someone's machine, in one line each."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager


class LocalError(Exception):
    """A problem that the reader can solve; shown as one line without a traceback."""


REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.EROFS: "the file system is read-only",
}


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn an error of the operating system into a LocalError that names the place."""
    try:
        yield
    except OSError as error:
        reason = REASONS.get(error.errno or 0, error.strerror or str(error))
        place = f"{error.filename}: " if error.filename else ""
        raise LocalError(f"{place}{reason}.") from error


def telling_line(text: str) -> str:
    """Return the line of a program's output that says why it failed, as far as one can tell."""
    if os.strerror(errno.ENOSPC) in text:
        return REASONS[errno.ENOSPC]
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for mark in ("FATAL", "rror: ", "could not"):
        if found := [line for line in lines if mark in line]:
            return found[-1]
    return lines[-1] if lines else "it said nothing"
