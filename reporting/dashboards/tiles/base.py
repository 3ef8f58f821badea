"""What a tile is: words, and one statement that gives its rows."""

from attrs import frozen

from reporting.indicators.base import Text


@frozen(kw_only=True)
class Tile:
    """``rows`` is a SELECT over ``reporting.dashboards.common``: ``case_id``, ``reference``, ``sort`` (a day or number
    as text, by which the list is sorted), ``flagged`` (part of the number that is worse), ``detail`` (JSON: dates,
    keys and counts). ``worse`` says what the flagged ones are, with their ``%(count)s``.
    """

    key: str
    label: Text
    definition: Text
    rows: str
    worse: Text = ""
    good: bool = False
