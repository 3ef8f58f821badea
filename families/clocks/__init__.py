"""Clocks: what is due when, as a pure sum over what has happened. Imports no Django."""

from families.clocks.facts import Event, Explanation, Facts, Milestone, Part
from families.clocks.rules import ClockRule, Due, Step

__all__ = ["ClockRule", "Due", "Event", "Explanation", "Facts", "Milestone", "Part", "Step"]
