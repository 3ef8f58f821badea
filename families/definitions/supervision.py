"""How often workers are supervised."""

from attrs import frozen

from families.clocks.rules import Unit
from families.labels import Label


@frozen(kw_only=True)
class SupervisionKind:
    """A kind of supervision, and how long after one a worker's next is due (``amount`` and ``unit``)."""

    key: str
    label: Label
    amount: int
    unit: Unit
