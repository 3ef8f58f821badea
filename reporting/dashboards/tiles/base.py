"""What a tile is: words, and one statement that gives its rows."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from attrs import frozen

from reporting.dashboards.asked import Asked
from reporting.indicators.base import Text


@frozen(kw_only=True)
class Tile:
    """``rows`` is a SELECT over ``reporting.dashboards.common``: ``case_id``, ``reference``, ``sort`` (a day or number
    as text, by which the list is sorted), ``flagged`` (part of the number that is worse), ``detail`` (JSON: dates,
    keys and counts). ``worse`` says what the flagged ones are, with their ``%(count)s``; in red unless ``good``.
    Of a tile ``of`` referrals ``case_id`` is the referral's. ``by_rule``: its rows can be narrowed to one clock.
    ``needs``: what else the address has to say of a point of a chart, and ``takes``: what it may say. ``binds``: what
    its statement binds besides. ``several``: a row can be of several teams.
    """

    key: str
    label: Text
    definition: Text
    rows: str
    worse: Text = ""
    good: bool = False
    of: Literal["case", "referral"] = "case"
    by_rule: bool = False
    needs: tuple[Literal["month", "week", "step"], ...] = ()
    takes: tuple[Literal["week"], ...] = ()
    binds: Callable[[Asked], Mapping[str, Any]] | None = None
    several: bool = False
