"""Kinds of meeting, and what they may decide."""

from attrs import frozen

from families.definitions.choices import Choice
from families.labels import Label


@frozen(kw_only=True)
class Decision:
    """What a meeting may decide, and the statuses that it starts or ends."""

    key: str
    label: Label
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


@frozen(kw_only=True)
class MeetingKind:
    """A kind of meeting. The clocks it meets name ``meeting:<key>``; its record begins with ``headings``."""

    key: str
    label: Label
    statutory: bool = False
    child_protection: bool = False
    decisions: tuple[Decision, ...] = ()
    headings: tuple[Choice, ...] = ()
