"""Clocks: what is due when, as a pure sum over what has happened. Imports no Django."""

from families.clocks.engine import due_dates
from families.clocks.facts import Event, Explanation, Facts, Milestone, Part
from families.clocks.renewal import Change, Stored, renew
from families.clocks.rules import ClockRule, Due, Step

__all__ = [
    "Change",
    "ClockRule",
    "Due",
    "Event",
    "Explanation",
    "Facts",
    "Milestone",
    "Part",
    "Step",
    "Stored",
    "due_dates",
    "renew",
]
