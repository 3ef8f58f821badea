"""Who people are to each other in a family, and how a genogram draws them."""

from typing import Literal

from attrs import frozen

from families.labels import Label

Symbol = Literal["circle", "square", "diamond"]


@frozen(kw_only=True)
class Relation:
    """Somebody's part in the family. ``group`` is what figures count by.

    In a genogram they stand in the row of their ``generation``: 0 is the client's, -1 above it, 1 below.
    """

    key: str
    label: Label
    group: Literal["mother", "partner", "child", "relative", "other"]
    symbol: Symbol = "diamond"
    generation: Literal[-1, 0, 1] = 0


@frozen(kw_only=True)
class Genogram:
    """Which answers to a monitoring question draw somebody as a square, and which as a circle.

    Whoever has no such answer gets the symbol of their relation, a diamond where it has none.
    """

    question: str
    square: tuple[str, ...]
    circle: tuple[str, ...]
