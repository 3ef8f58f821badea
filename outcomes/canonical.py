"""One way to write data as bytes, so that the same data always has the same hash."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any


def canonical(data: Any) -> bytes:
    """``data`` as UTF-8 JSON with sorted keys and no spaces. TypeError for what JSON does not know."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest_of(data: Any) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return sha256(canonical(data)).hexdigest()


class Fingerprint:
    """SHA-256 over rows in the order in which they were read; each ends with a line break.

    ``told`` is called with the number of rows after every ``every`` of them: how far a job has come.
    """

    def __init__(self, told: Callable[[int], None] | None = None, every: int = 500) -> None:
        self._sum = sha256()
        self._told, self._every = told, every
        self.rows = 0

    def add(self, row: Any) -> None:
        """Take one more row."""
        self._sum.update(canonical(row) + b"\n")
        self.rows += 1
        if self._told and self.rows % self._every == 0:
            self._told(self.rows)

    def hexdigest(self) -> str:
        """The hash of all rows so far."""
        return self._sum.hexdigest()
