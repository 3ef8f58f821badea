"""How many visits a week are agreed on a day: what was agreed with the family, else what the service usually does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from families.definition_of import rules_of
from families.definitions.schema import Visits
from families.models import Case, ComplexityChange, VisitRhythm

WEEK = 7


@dataclass(frozen=True)
class Agreed:
    """What is known of a case to say how often it was to be visited on any day, oldest change first."""

    usual: Visits
    complex_now: bool
    turns: Sequence[tuple[date, bool]]
    rhythms: Sequence[tuple[date, float | None]]

    def per_week(self, day: date) -> float:
        """Visits a week that are agreed on ``day``."""
        told = [per_week for start, per_week in self.rhythms if start <= day]
        if told and told[-1] is not None:
            return told[-1]
        return WEEK / (self.usual.every_days_complex if self.complex_on(day) else self.usual.every_days)

    def in_week(self, monday: date, first: date, last: date) -> float:
        """Visits agreed in the week of ``monday``, for those days of it from ``first`` to ``last``."""
        days = (monday + timedelta(days=number) for number in range(WEEK))
        return sum(self.per_week(day) for day in days if first <= day <= last) / WEEK

    def every_days(self, day: date) -> float:
        """Days between two visits."""
        return WEEK / self.per_week(day)

    def complex_on(self, day: date) -> bool:
        """Whether the case was worked as complex; before its first turn it was the other way round."""
        past = [complex_then for start, complex_then in self.turns if start <= day]
        if past:
            return past[-1]
        return not self.turns[0][1] if self.turns else self.complex_now


def agreed_for(case: Case) -> Agreed:
    """What is agreed for a case; two queries."""
    turns = ComplexityChange.objects.filter(case=case).order_by("from_day", "id")
    rhythms = VisitRhythm.objects.filter(case=case).order_by("from_day", "id")
    return Agreed(
        usual=rules_of(case).visits,
        complex_now=bool(case.complexity),
        turns=[(start, bool(word)) for start, word in turns.values_list("from_day", "complexity")],
        rhythms=[
            (start, None if many is None else float(many))
            for start, many in rhythms.values_list("from_day", "per_week")
        ],
    )
