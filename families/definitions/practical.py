"""What a service does beside its visits: topics it covers, practical help, groups."""

from attrs import frozen

from families.labels import Label


@frozen(kw_only=True)
class Topic:
    """Something that a visit may be about. ``programme``: part of the parenting programme, of which the
    case's page says what is covered and what is left."""

    key: str
    label: Label
    programme: bool = False


@frozen(kw_only=True)
class HelpKind:
    """A kind of practical help; ``money``: an amount is asked for and awarded."""

    key: str
    label: Label
    money: bool = False


@frozen(kw_only=True)
class GroupKind:
    """A kind of group. ``counts_as_contact``: whoever came was met by the service on that day.

    ``topics`` are those that a session covers, by key.
    """

    key: str
    label: Label
    counts_as_contact: bool
    topics: tuple[str, ...] = ()
