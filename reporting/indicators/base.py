"""What an indicator is: words for people, and one statement that gives the rows it counts."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from attrs import field, frozen
from django.utils.functional import Promise

Text = str | Promise


class Kind(StrEnum):
    """How the rows of an indicator become its figure."""

    COUNT = "count"
    COUNT_OF = "count_of"
    SHARE = "share"
    RATE = "rate"
    MEDIAN = "median"
    COST = "cost"


class Part(StrEnum):
    """What a row does to the figure; the words of ``ReturnRow.Part``."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    UNKNOWN = "unknown"


def _names(given: Iterable[str]) -> frozenset[str]:
    return frozenset(given)


@frozen(kw_only=True)
class Gap:
    """What the rows of a line may lack, and the page that puts it right.

    ``where`` is a condition over the line's rows. ``mend`` is a page of the case; where ``part`` names another part
    of an address (``person_id``), a page of the record that the row is about. ``without_case`` is the page of a row
    that has no case yet.
    """

    words: Text
    mend: str
    part: str = "case_id"
    where: str = "part = 'unknown'"
    without_case: str = ""


CLIENTS = "clients"
"""The number that every annex divides."""
Sums = tuple[tuple[str, tuple[str, ...]], ...]


@frozen(kw_only=True)
class Known:
    """What every reader knows of the numbers of a line besides what is printed; what is held back reckons with it.

    A number is ``n``, ``of`` or ``unknown`` of the line itself, or of another as ``key:n``.
    ``same``: which other number one is, where the two are equal. ``events``: counted on the day on which they happen,
    so that those of a period are those of the periods it is made of; what is not known of them is so too, and
    ``bands`` are all bands of the line. ``once``: counted once in a period, so that a longer one has no fewer.
    ``at_end``: counted on the last day, the same for every period that ends on it. ``some``: wholes with some of their
    parts; what is left over is a number too, though nobody prints it. ``every``: wholes with all of their parts.
    ``carried``: ``n`` at the end of a period is what it was at the end of the one before, and the first of these, less
    the second. ``together``: numbers with others that, added up, are no fewer.
    """

    same: Mapping[str, str] = field(factory=dict, eq=False)
    events: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    some: Sums = ()
    every: Sums = ()
    carried: tuple[str, str] | None = None
    at_end: tuple[str, ...] = ()
    together: Sums = ()


@frozen(kw_only=True)
class Indicator:
    """One line of a return.

    ``rows`` is a SELECT over the tables and the common parts of ``reporting.indicators.common``. It gives
    ``part`` (:class:`Part`), ``object_id``, ``case_id`` (which decides who may see the row), ``reference``
    and ``detail`` (JSON: dates, keys and counts, never words that somebody wrote). ``extras`` names the
    further columns that it gives: ``band`` (its words in ``band_labels``), ``weight`` (1 otherwise), ``measure``,
    ``object_type`` (``unit`` otherwise). The figure is worked out from these rows and from nothing else. ``gap`` says
    which of them lack something that can be put right; of lines with the same rows only one has it. ``known`` is what
    readers know of its numbers without being told.
    """

    key: str
    number: str
    label: Text
    definition: Text
    population: Text
    numerator: Text
    left_out: Text = ""
    unknowns: Text = ""
    source: Text = ""
    kind: Kind
    unit: str
    rows: str
    extras: frozenset[str] = field(default=frozenset(), converter=_names)
    bands: tuple[str, ...] = ()
    band_labels: Mapping[str, Text] = field(factory=dict, eq=False)
    whole_years_only: bool = False
    gap: Gap | None = None
    known: Known = field(factory=Known, eq=False)

    def label_for(self, words: Mapping[str, object]) -> str:
        """The label with the thresholds and slots of a service in it."""
        return str(self.label) % words

    def text(self, name: str, words: Mapping[str, object]) -> str:
        """One of the texts (``definition``, ``population`` …) with the service's words in it."""
        return str(getattr(self, name)) % words
