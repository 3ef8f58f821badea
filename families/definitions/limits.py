"""Smallest values and spellings of single fields, checked on the plain data like the references."""

import re
from collections.abc import Iterator
from typing import Any

# By the dotted path without the numbers of rows.
AT_LEAST = {
    "decision_working_days": 1,
    "reopen_days": 0,
    "intake.acknowledge_working_days": 1,
    "intake.answer_working_days": 1,
    "intake.redirection_working_days": 1,
    "intake.escalations.working_days_past": 0,
    "hand_over_days": 1,
    "end.birthday": 1,
    "eligibility.minimum_age": 0,
    "eligibility.maximum_age": 0,
    "eligibility.child_age_below_months": 1,
    "caseload.full_time_hours": 1,
    "caseload.limit": 1,
    "caseload.complex_factor": 1,
    "visits.every_days": 1,
    "visits.every_days_complex": 1,
    "visits.usual_minutes": 1,
    "visits.quiet_after_days": 1,
    "visits.no_access_escalation_after": 1,
    "slots.weight": 0,
    "supervisions.amount": 1,
    "clock_escalation.working_days_past": 0,
    "clock_escalation.statutory_working_days_past": 0,
    "papers.acknowledged.within_working_days": 1,
    "reports.due_working_days": 1,
    "clocks.due.amount": 0,
    "clocks.then.amount": 1,
    "tools.start_within_days": 0,
    "tools.end_after_days": 1,
    "programme_costs.pounds": 0,
    "unit_costs.pounds": 1,
    "return_schedule.draft_on_working_day": 1,
    "return_schedule.remind_on_working_day": 1,
    "return_layout.start_scores_within_days": 1,
}
SPELT = {
    "slug": (re.compile(r"[a-z][a-z0-9-]{0,39}"), "small letters, digits and hyphens"),
    "panel.starts_at": (re.compile(r"([01]\d|2[0-3]):[0-5]\d"), "a time such as 10:00"),
    "reference_prefix": (re.compile(r"[A-Z]{1,4}"), "one to four capital letters"),
    "version": (re.compile(r"\S.{0,39}"), "a label of up to 40 characters"),
}


def limit_problems(data: Any) -> Iterator[tuple[str, str]]:
    """Every value that is too small or spelt otherwise, with its dotted path."""
    for path, value in _leaves(data, ""):
        plain = re.sub(r"\[\d+\]", "", path)
        least = AT_LEAST.get(plain)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if least is not None and number and value < least:
            yield path, f"must be at least {least}, not {value}"
        if plain in SPELT and isinstance(value, str) and not SPELT[plain][0].fullmatch(value):
            yield path, f"must be {SPELT[plain][1]}, not “{value}”"


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}".removeprefix("."))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{index}]")
    else:
        yield path, value
