"""What the lists behind the figures of a run are made of."""

from collections.abc import Iterator
from typing import Any

from attrs import frozen


@frozen
class Behind:
    """A child, family, case, visit or form behind a figure, by the case through which it is found.

    ``case`` is None where there is none. ``counted``: in a list of all that a figure is out of, whether it is one of
    those counted; None in any other list.
    """

    case: Any
    counted: bool | None = None


Found = Iterator[Behind]


@frozen(kw_only=True)
class Narrowed:
    """To what distance travelled is narrowed: a ``tool``, and of it, or of all cases, the ``key`` of one ``part``.

    A part is ``domain``, ``theme``, ``speaker``, ``tool_version``, or what cases are told apart by, such as ``area``.
    """

    tool: str = ""
    part: str = ""
    key: str = ""

    @property
    def in_address(self) -> dict[str, str]:
        """What of it stands in an address; an empty key says that the part is not known."""
        if self.part:
            return {**({"tool": self.tool} if self.tool else {}), "part": self.part, "key": self.key}
        return {"tool": self.tool} if self.tool else {}
