"""Which code computed a figure: a hash of the sources that figures depend on."""

from functools import cache
from hashlib import sha1
from pathlib import Path

HERE = Path(__file__).resolve().parent
COMPUTING = (
    "statistics/*.py", "reading/*.py", "reading/course/*.py", "removals.py", "earlier.py", "tool_definitions.py",
)  # fmt: skip


@cache
def code_version() -> str:
    """Forty hexadecimal digits over the modules that compute, whatever is installed around them.

    A hash of content, not of a commit: it is the same in a container that carries no repository.
    """
    found = sha1(usedforsecurity=False)
    for path in sorted(path for room in COMPUTING for path in HERE.glob(room)):
        found.update(str(path.relative_to(HERE)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()
