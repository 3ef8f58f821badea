"""What a worker picks from a list of the definition."""

from attrs import frozen

from families.labels import Label


@frozen(kw_only=True)
class Choice:
    """Something that a worker picks from a list."""

    key: str
    label: Label
